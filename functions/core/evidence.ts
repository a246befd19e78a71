import type { Agent, Desk } from './desk.ts';
import type { TicketRef } from './ids.ts';
import { dmarcOf } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isByMachine } from './inbound-routing.ts';
import { isSameHouse } from './external-reference.ts';
import { inboxesNamed } from './inboxes-named.ts';
import { cluesThere } from './merge.ts';
import { authorOf } from './threading.ts';
import type { Author, Clues } from './threading.ts';
import type { DecisionReceipt, EvidenceKind, Participant, Ticket } from './ticket.ts';

/** A ticket that the message names in some way. */
export interface Named<State> {
  kind: EvidenceKind;
  state: State;
  /** The ticket that it names was merged away: this one; `state` is as which it goes on. */
  mergedAway?: State;
  /** The ticket began with mail to many, whose answers are no one conversation. */
  isMailing: boolean;
}

interface People {
  ticket: Ticket;
  participants: Participant[];
}

export type Belonging<State> =
  /** `clues` are those about this ticket, whichever ticket the message named. */
  | {
      kind: 'append';
      by: EvidenceKind;
      state: State;
      author: Author;
      clues: Clues;
      receipt: DecisionReceipt;
    }
  /** It begins a ticket; `related` is one that it may have to do with, for people to look at. */
  | { kind: 'new'; related: TicketRef | null; receipt: DecisionReceipt };

/** Why evidence does not lead to its ticket. */
type Rejection =
  | 'other_inbox'
  | 'answers_a_mailing'
  | 'not_on_ticket'
  | 'sent_to_many'
  | 'sender_not_proven'
  | 'stronger_evidence';

/**
 * Where a message belongs: the first evidence that is good enough in its sender's hands. What we signed and ids that we
 * stored lead anybody to the ticket, where a stranger changes nothing; a link that we signed leads the customer's
 * colleagues too; what anybody can write or know leads only those who are on the ticket already, and nothing of theirs
 * that went to many.
 * @param named strongest evidence first.
 */
export function whereItBelongs<State extends People>(
  message: InboundMessage,
  found: { named: Named<State>[]; clues: Clues; agents: readonly Agent[]; desk: Desk },
): Belonging<State> {
  const { named, clues, agents, desk } = found;
  const judged = named.map((one) => {
    const { state, mergedAway } = one;
    const cluesHere = mergedAway ? cluesThere(clues, mergedAway, state) : clues;
    const author = authorOf(message, cluesHere, state, agents);
    return { ...one, clues: cluesHere, author, rejected: rejectionOf(message, { ...one, author, desk }) };
  });
  const chosen = judged.find(({ rejected }) => rejected === null);
  const evidence = judged.map(({ kind, state, mergedAway, rejected }) => {
    const { ref } = state.ticket;
    const why = rejected ?? (chosen && chosen.state.ticket.ref !== ref ? 'stronger_evidence' : null);
    return {
      kind,
      ref: mergedAway?.ticket.ref ?? ref,
      ...(mergedAway ? { mergedInto: ref } : {}),
      ...(why ? { rejected: why } : {}),
    };
  });
  const namesExternally = evidence.some(({ kind }) => kind === 'external_reference');
  const receipt: DecisionReceipt = {
    by: chosen?.kind ?? 'new',
    rejected: [
      ...clues.rejected.filter((what) => what !== 'foreign_reference' || !namesExternally),
      ...evidence.flatMap(({ kind, rejected }) => (rejected ? [`${kind}: ${rejected}`] : [])),
    ],
    ...(evidence.length > 0 ? { evidence } : {}),
    ...(message.identity ? { identity: message.identity } : {}),
  };
  if (chosen) {
    const { kind: by, state, author } = chosen;
    return { kind: 'append', by, state, author, clues: chosen.clues, receipt };
  }
  const related = judged.find(({ state }) => !state.ticket.confidential)?.state.ticket.ref ?? null;
  return { kind: 'new', related, receipt };
}

interface Judging {
  kind: EvidenceKind;
  state: People;
  mergedAway?: People;
  isMailing: boolean;
  author: Author;
  desk: Desk;
}

function rejectionOf(message: InboundMessage, judging: Judging): Rejection | null {
  const { kind, author, state } = judging;
  const isStranger = author.kind === 'stranger';
  switch (kind) {
    case 'door':
    case 'reply_address':
      return null;
    case 'root_id':
    case 'message_id':
      if (isByMachine(message)) return null;
      if (isToOtherInbox(message, judging)) return 'other_inbox';
      return isStranger && judging.isMailing ? 'answers_a_mailing' : null;
    case 'external_reference':
      if (isToOtherInbox(message, judging)) return 'other_inbox';
      if (!takesPartFromHouse(message, state)) return 'not_on_ticket';
      return isProven(message, state.ticket) ? null : 'sender_not_proven';
    case 'body_marker':
      if (isStranger && !author.isColleague) return 'not_on_ticket';
      return isProven(message, state.ticket) ? null : 'sender_not_proven';
    case 'subject_reference':
    case 'shared_ancestry':
      if (isStranger) return 'not_on_ticket';
      if (message.class === 'bulk') return 'sent_to_many';
      return isProven(message, state.ticket) ? null : 'sender_not_proven';
  }
}

/**
 * Whoever sends a mail of one team on to another team's address begins a matter there, however his mail program calls
 * that; unless the customer wrote to both in the first place.
 */
function isToOtherInbox(message: InboundMessage, { state, mergedAway, desk }: Judging): boolean {
  const own = [state, ...(mergedAway ? [mergedAway] : [])].flatMap(
    ({ ticket: { inbox, referrals = [] } }) => [inbox, ...referrals],
  );
  const inboxes = inboxesNamed(message, desk);
  return inboxes.length > 0 && !inboxes.some(({ address }) => own.includes(address));
}

/** A number of somebody's own help desk counts from there, as long as somebody of that house takes part. */
function takesPartFromHouse({ from }: InboundMessage, { participants }: People): boolean {
  return participants.some(({ address, left }) => !left && isSameHouse(address, from.address));
}

/** Weak evidence counts with somebody only who is not perhaps somebody else. */
function isProven(message: InboundMessage, ticket: Pick<Ticket, 'confidential'>): boolean {
  const dmarc = dmarcOf(message);
  if (message.identity && message.identity.by !== 'forwarder') return false;
  return dmarc === null || dmarc === 'PASS' || (dmarc !== 'FAIL' && !ticket.confidential);
}
