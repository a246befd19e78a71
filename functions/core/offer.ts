import { addBusinessMinutes, calendarNamed, durationMinutes } from './calendar.ts';
import { bestSuited, candidatesFor } from './candidates.ts';
import type { Agent, Desk } from './desk.ts';
import { calendarOf } from './process-facts.ts';
import type { StaffedStep } from './process-template.ts';
import { bringStep } from './step-mail.ts';
import { agentParticipant, oneOf, standIn, teamSharing } from './step-owner.ts';
import { takeCharge, visitStep } from './step-visit.ts';
import type { Opening } from './step-visit.ts';
import type { Participant, ParticipantId, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Whom a step is offered to: everybody of a team who is here and suits it, when its members take their work
 * themselves. Nobody when it finds its owner at once: the assignee or the requester's last helper is in the team, or
 * only one of them is here.
 */
export function takersOf(draft: TicketDraft, opening: Opening<StaffedStep>): Agent[] {
  const { definition, desk, roster } = opening;
  const team = desk.teams[teamSharing(definition.owner, draft, desk, definition.skills) ?? ''];
  if (team?.assign !== 'take') return [];
  const able = candidatesFor(definition.owner, draft, desk);
  const takers = bestSuited(able, { skills: definition.skills, draft, desk });
  const isSettled = takers.length < 2 || (team.sticky && takers.some(({ id }) => id === roster.lastOwner));
  return isSettled ? [] : takers;
}

/** Asks all of them at once; until one takes it, the step is the lead's, who is told when none does. */
export function offerStep(draft: TicketDraft, opening: Opening<StaffedStep>, takers: Agent[]): void {
  const { definition, desk } = opening;
  const team = teamSharing(definition.owner, draft, desk, definition.skills) ?? draft.ticket.team;
  const lead = oneOf(`lead:${team}`, draft, desk);
  const calendar = calendarNamed(desk.calendars, calendarOf(draft.ticket, desk));
  const patience = durationMinutes(calendar, desk.teams[team]?.takeWithin ?? '0m');
  const to = takers.map((agent) => agentParticipant(agent, draft).id);
  const until = addBusinessMinutes(calendar, draft.now, patience);
  const step = visitStep(draft, opening, { owner: lead.id, offered: { to, until } });
  for (const taker of to) bringStep(draft, step, taker, 'step-offered');
}

/** Whether the step is there for this participant to take. */
export function isOfferedTo(step: Step, participant: ParticipantId): boolean {
  return step.state.kind === 'open' && (step.offered?.to.includes(participant) ?? false);
}

/** The first of those it was offered to has it. Returns the step as it is now: unchanged for everybody else. */
export function takeStep(draft: TicketDraft, step: Step, taker: Participant): Step {
  if (!isOfferedTo(step, taker.id)) return step;
  const taken = ownedBy(draft, step, taker);
  draft.addEvent('step_taken', `participant:${taker.id}`, { step: step.id, visit: step.visit });
  return taken;
}

/** Nobody has taken it in time: it stays with the lead (today's, if he is away), who is told. */
export function endOffer(draft: TicketDraft, step: Step, desk: Desk): void {
  if (step.state.kind !== 'open' || !step.offered) return;
  const lead = standIn(step.owner, draft, desk);
  const left = ownedBy(draft, step, lead);
  draft.addEvent('offer_ended', 'deadlines', { step: step.id, visit: step.visit, owner: lead.id });
  bringStep(draft, left, lead.id);
}

function ownedBy(draft: TicketDraft, step: Step, owner: Participant): Step {
  const { offered: _ended, ...settled } = step;
  const owned = { ...settled, owner: owner.id };
  draft.putStep(owned);
  takeCharge(draft, owner);
  return owned;
}
