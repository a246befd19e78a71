import { titleOf } from './mail-facts.ts';
import { agentByAddress } from './desk.ts';
import type { Agent, Desk } from './desk.ts';
import { isStaffed } from './process-template.ts';
import type { TicketRef, Ulid } from './ids.ts';
import type { Message, Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** What an agent's orders are held against, and done to. */
export interface AgentOrdering {
  draft: TicketDraft;
  author: Participant;
  desk: Desk;
  /** The step that the mail was about which he answers, open or ended. */
  about: Step | null;
  /** His words without the orders. */
  text: string;
  others: OtherTickets;
}

/** Other tickets that orders reach. They are written in the same transaction as the ticket itself. */
export interface OtherTickets {
  /** The ticket that `#merge` names, or as which that one goes on. */
  into: TicketDraft | null;
  /** The ticket that `#unmerge` names. */
  out: TicketDraft | null;
  split: {
    /** Of the ticket that `#split` begins. */
    ref: TicketRef;
    /** By customers here, the latest first. */
    written: Message[];
    /** The message with which this ticket began. */
    first: Ulid;
  } | null;
  /** Tickets that the orders have begun. */
  begun: TicketDraft[];
}

export function noOthers(): OtherTickets {
  return { into: null, out: null, split: null, begun: [] };
}

/** Whether an order can be carried out, found out before anything is. */
export type Planned = { kind: 'possible'; carryOut: () => void } | { kind: 'refused'; why: string };

export function refusedOrder(why: string): Planned {
  return { kind: 'refused', why };
}

/** Work of the desk that is this person's: what he does himself, and what somebody outside does under his eyes. */
export function isOwnWork({ definition, owner }: Step, { id }: Participant): boolean {
  return owner === id && (isStaffed(definition) || definition.kind === 'external');
}

export function isSameVisit(
  first: Pick<Step, 'id' | 'visit'>,
  second: Pick<Step, 'id' | 'visit'> | null,
): boolean {
  return first.id === second?.id && first.visit === second.visit;
}

/** The step that an order means: the one that the mail was about, else the only one there is; or why nobody can tell. */
export function stepMeant(
  candidates: Step[],
  about: Step | null,
): { kind: 'one'; step: Step } | { kind: 'refused'; why: string } {
  const [first, second] = candidates;
  const named = candidates.find((step) => isSameVisit(step, about));
  if (named) return { kind: 'one', step: named };
  if (!first) return { kind: 'refused', why: 'you have no step open that it could be about' };
  if (!second) return { kind: 'one', step: first };
  return {
    kind: 'refused',
    why: `it could be about ${candidates.map(called).join(' or ')}: answer the mail of the one you mean`,
  };
}

export function called({ id, definition }: Pick<Step, 'id' | 'definition'>): string {
  return `“${titleOf(id, definition)}”`;
}

/** Whom a colleague's id, address or `me` means. */
export function colleagueNamed(to: string, author: Participant, desk: Desk): Agent | undefined {
  const id = to === 'me' ? author.agentId : to;
  return desk.agents.find((agent) => agent.id === id) ?? agentByAddress(desk, to);
}

export function by({ id }: Participant): string {
  return `participant:${id}`;
}
