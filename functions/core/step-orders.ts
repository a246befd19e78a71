import { approversOf, isApproval } from './approval.ts';
import { by, called, colleagueNamed, isOwnWork, refusedOrder, stepMeant } from './agent-ordering.ts';
import type { AgentOrdering, Planned } from './agent-ordering.ts';
import { calendarNamed } from './calendar.ts';
import type { Command } from './command-grammar.ts';
import { cutText } from './cut-text.ts';
import { handOver, handOverRefusal } from './hand-over.ts';
import { isOfferedTo, takeStep } from './offer.ts';
import { isStaffed } from './process-template.ts';
import { bringStep } from './step-mail.ts';
import { agentParticipant, leadOf } from './step-owner.ts';
import type { Participant, Step } from './ticket.ts';
import type { WantedMoment } from './wanted-moment.ts';
import { wantedInstant } from './wanted-moment.ts';

/** Orders about a step that is open: whose it is, when it is worked on, what is in its way, that it is not needed. */

const LONGEST_REASON = 1_000;

/** The first of those it was offered to has it, and gets its mail. */
export function planTake({ draft, author, about }: AgentOrdering): Planned {
  if (about?.state.kind === 'open' && isOwnWork(about, author) && !about.offered)
    return possible(() => undefined);
  const meant = stepMeant(
    draft.openSteps.filter((step) => isOfferedTo(step, author.id)),
    about,
  );
  if (meant.kind === 'one')
    return possible(() => bringStep(draft, takeStep(draft, meant.step, author), author.id));
  const holder = about && draft.participant(about.owner).name;
  return refusedOrder(about && holder ? `${called(about)} is ${holder}’s now` : meant.why);
}

/** His own step, or his own vote, becomes a colleague's. */
export function planDelegation(
  ordering: AgentOrdering,
  { to }: Extract<Command, { kind: 'delegate' }>,
): Planned {
  const { draft, author, about, desk } = ordering;
  const agent = colleagueNamed(to, author, desk);
  if (!agent || agent.id === author.agentId) return refusedOrder(`no colleague in desk.yaml is called ${to}`);
  const own = draft.openSteps.filter((step) => isOwnWork(step, author) || isVoter(step, author));
  const meant = stepMeant(own, about);
  if (meant.kind === 'refused') return meant;
  const { step } = meant;
  const joined = draft.participants.find(({ agentId }) => agentId === agent.id);
  const refusal = handOverRefusal(draft, step, {
    address: agent.address.toLowerCase(),
    id: joined?.id ?? null,
  });
  if (refusal) return refusedOrder(refusal);
  return possible(() => {
    const colleague = agentParticipant(agent, draft);
    draft.addEvent('step_delegated', by(author), { step: step.id, visit: step.visit, to: colleague.id });
    handOver(draft, step, { from: author.id, to: colleague });
  });
}

/** Puts off the step that the mail is about, else all of his; its time does not run until then. */
export function planSnooze(ordering: AgentOrdering, { until }: { until: WantedMoment | null }): Planned {
  const { draft, author, about, desk } = ordering;
  const own = draft.openSteps.filter((step) => isOwnWork(step, author));
  const named = stepMeant(own, about);
  const steps = named.kind === 'one' ? [named.step] : own;
  if (steps.length === 0) return refusedOrder('you have no step open that could be put off');
  const put = steps.map((step) => {
    const calendar = calendarNamed(desk.calendars, step.calendar);
    return { step, to: until && wantedInstant(until, { calendar, now: draft.now, edge: 'opening' }) };
  });
  if (until && put.some(({ to }) => to === null))
    return refusedOrder('a step is put off to a moment within the next two years');
  return possible(() => {
    for (const { step, to } of put) draft.putStep(snoozed(step, { from: draft.now, to }));
  });
}

/** Says what is in the way of a step, anybody's, or that it no longer is. Its owner and the lead hear of a problem. */
export function planProblem(ordering: AgentOrdering, command: { text: string | null }): Planned {
  const { draft, author, about } = ordering;
  const isAbout = about?.state.kind === 'open';
  const own = draft.openSteps.filter((step) => isOwnWork(step, author) || isVoter(step, author));
  const meant = stepMeant(isAbout ? [about] : own, about);
  if (meant.kind === 'refused') return meant;
  const { step } = meant;
  const { problem: before, ...sound } = step;
  const data = { step: step.id, visit: step.visit };
  if (command.text === null)
    return before
      ? possible(() => {
          draft.putStep(sound);
          draft.addEvent('problem_solved', by(author), data);
        })
      : refusedOrder(`no problem of ${called(step)} was reported`);
  const text = cutText(command.text || ordering.text, LONGEST_REASON);
  if (!text) return refusedOrder('write what is in the way: #problem and a few words');
  return possible(() => {
    draft.putStep({ ...step, problem: { by: author.id, at: draft.now, text } });
    draft.addEvent('problem_reported', by(author), data);
    tellOfProblem(ordering, step, text);
  });
}

/** Ends a step that need not be done. */
export function planWaiver(ordering: AgentOrdering, command: { reason: string }): Planned {
  const { draft, author, about } = ordering;
  const own = draft.openSteps.filter((step) => step.owner === author.id && isStaffed(step.definition));
  const meant = stepMeant(own, about);
  if (meant.kind === 'refused') return meant;
  const { step } = meant;
  const { definition } = step;
  if (!isStaffed(definition) || !definition.waivable || definition.mandatory)
    return refusedOrder(unwaivable(step));
  const reason = cutText(command.reason || ordering.text, LONGEST_REASON);
  if (!reason) return refusedOrder('say why it is not needed: #waive and the reason');
  const outcome = Object.keys(definition.on)[0] ?? 'done';
  return possible(() => {
    draft.completeStep(step, { outcome, answers: { waived: reason }, by: by(author) });
    draft.addEvent('step_waived', by(author), { step: step.id, visit: step.visit, reason });
  });
}

function possible(carryOut: () => void): Planned {
  return { kind: 'possible', carryOut };
}

function isVoter(step: Step, { id }: Participant): boolean {
  return isApproval(step) && approversOf(step).includes(id);
}

/** A second order takes the place of the first. */
function snoozed(step: Step, span: { from: string; to: string | null }): Step {
  const others = (step.holds ?? []).map((hold) =>
    hold.why === 'snoozed' && (hold.to === null || hold.to > span.from) ? { ...hold, to: span.from } : hold,
  );
  return {
    ...step,
    holds: span.to === null ? others : [...others, { from: span.from, to: span.to, why: 'snoozed' }],
  };
}

function tellOfProblem({ draft, author, desk }: AgentOrdering, step: Step, reason: string): void {
  const told = new Set([step.owner, leadOf(draft, desk).id]);
  for (const to of told)
    if (to !== author.id && to !== draft.ticket.requester)
      draft.addEffect({
        kind: 'send_mail',
        mail: {
          to,
          template: 'step-problem',
          class: 'notification',
          step: { id: step.id, visit: step.visit },
          answerAs: 'note',
          facts: { reason },
        },
      });
}

function unwaivable(step: Step): string {
  const { definition } = step;
  return isStaffed(definition) && definition.mandatory
    ? `${called(step)} is mandatory: it can be answered with “not needed, because …”, but not waived`
    : `the process does not let anybody waive ${called(step)}`;
}
