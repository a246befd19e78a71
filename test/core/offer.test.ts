import { describe, expect, test } from 'vitest';
import { endOffer, isOfferedTo, takeStep } from '../../functions/core/offer.ts';
import { openAwaited } from '../../functions/core/open-step.ts';
import { isAwaited, stepDefinition } from '../../functions/core/process-template.ts';
import { noRoster } from '../../functions/core/roster.ts';
import type { Roster } from '../../functions/core/roster.ts';
import { workersOf } from '../../functions/core/step-owner.ts';
import type { Step } from '../../functions/core/ticket.ts';
import type { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { aParticipant } from '../contract/ticket-builders.ts';
import { draftAt, sharedDesk } from './shared-desk.ts';

const take = { assign: 'take', takeWithin: '30m' };
const away = { absences: [{ from: '2026-11-23', to: '2026-11-23' }] };

/** A step of `front` is opened on a ticket that nobody has yet. */
function opened(
  given: { team?: object; agents?: Record<string, object>; owner?: string; roster?: Partial<Roster> } = {},
) {
  const desk = sharedDesk({ team: { ...take, ...given.team }, agents: given.agents ?? {} });
  const draft = draftAt(desk);
  const definition = stepDefinition.parse({
    kind: 'task',
    owner: given.owner ?? 'team:front',
    due: '4h',
    on: { done: 'closed' },
  });
  if (!isAwaited(definition)) throw new Error('a task waits for somebody');
  const roster = { ...noRoster, ...given.roster };
  openAwaited(draft, { id: 'work', definition, token: 'token', desk, roster });
  return { desk, draft, step: onlyStep(draft) };
}

function onlyStep(draft: TicketDraft): Step {
  const [step] = draft.openSteps;
  if (!step) throw new Error('no step is open');
  return step;
}

const agentsOf = (draft: TicketDraft, ids: number[]) => ids.map((id) => draft.participant(id).agentId);

/** Who has been told what, in order. */
function told(draft: TicketDraft): string[] {
  const effects = draft.finish().outbox?.effects ?? [];
  return effects.flatMap((effect) =>
    effect.kind === 'send_mail'
      ? [`${effect.mail.template} ${draft.participant(effect.mail.to).agentId}`]
      : [],
  );
}

describe('a team whose members take their work', () => {
  test('is asked all at once; meanwhile the step is the lead’s, who is not told, and nobody’s ticket', () => {
    const { draft, step } = opened();
    expect(agentsOf(draft, step.offered?.to ?? [])).toEqual(['one', 'two', 'three']);
    expect(step.offered?.until).toBe('2026-11-23T10:30:00.000Z');
    expect(agentsOf(draft, [step.owner])).toEqual(['lead']);
    expect(draft.ticket.assignee).toBeNull();
    expect(agentsOf(draft, workersOf(draft, draft.desk))).toEqual(['one', 'two', 'three']);
    expect(told(draft)).toEqual(['step-offered one', 'step-offered two', 'step-offered three']);
  });

  test('is asked without those who are away', () => {
    const { draft, step } = opened({ agents: { two: away } });
    expect(agentsOf(draft, step.offered?.to ?? [])).toEqual(['one', 'three']);
  });

  test.each([
    ['only one of them is here', { agents: { one: away, two: away } }, 'three'],
    ['none of them is here', { agents: { one: away, two: away, three: away } }, 'lead'],
    [
      'the requester comes back to one of them',
      { team: { sticky: true }, roster: { lastOwner: 'two' } },
      'two',
    ],
    ['somebody is named', { owner: 'agent:one' }, 'one'],
  ])('is not asked when %s', (_, given, owner) => {
    const { draft, step } = opened(given);
    expect(step.offered).toBeUndefined();
    expect(agentsOf(draft, [step.owner, draft.ticket.assignee ?? 0])).toEqual([owner, owner]);
    expect(told(draft)).toEqual([`step-assigned ${owner}`]);
  });

  test('is not asked for the next step of a ticket that one of them has', () => {
    const { draft, step } = opened();
    const taker = draft.participant(step.offered?.to[1] ?? 0);
    draft.completeStep(takeStep(draft, step, taker), { outcome: 'done', answers: {}, by: 'desk' });
    openAwaited(draft, { ...step, id: 'more', desk: draft.desk, roster: noRoster });
    expect(onlyStep(draft)).toMatchObject({ id: 'more', owner: taker.id });
    expect(onlyStep(draft).offered).toBeUndefined();
  });
});

describe('an offer', () => {
  test('is the first taker’s, and nobody else’s after him', () => {
    const { draft, step } = opened();
    const [first = 0, second = 0] = step.offered?.to ?? [];
    expect(isOfferedTo(step, first)).toBe(true);
    const taken = takeStep(draft, step, draft.participant(first));
    expect(onlyStep(draft)).toEqual(taken);
    expect(taken).toMatchObject({ owner: first, token: 'token' });
    expect(draft.ticket.assignee).toBe(first);
    expect(isOfferedTo(taken, second)).toBe(false);
    expect(takeStep(draft, taken, draft.participant(second))).toBe(taken);
    endOffer(draft, taken, draft.desk);
    expect(onlyStep(draft)).toEqual(taken);
  });

  test('is not for those who were not asked', () => {
    const { draft, step } = opened();
    const stranger = draft.addParticipant(aParticipant({ role: 'agent', agentId: 'manager' }));
    expect(takeStep(draft, step, stranger)).toBe(step);
  });

  test.each([
    ['stays with the lead, who is told', {}, 'lead'],
    ['is given to one of the team when the lead has gone meanwhile', { lead: away }, 'three'],
  ])('that nobody has taken in time %s', (_, agents, owner) => {
    const { draft, step, desk } = opened();
    const later = { ...desk, agents: sharedDesk({ agents }).agents };
    endOffer(draft, step, later);
    expect(onlyStep(draft).offered).toBeUndefined();
    expect(agentsOf(draft, [onlyStep(draft).owner, draft.ticket.assignee ?? 0])).toEqual([owner, owner]);
    expect(told(draft).at(-1)).toBe(`step-assigned ${owner}`);
  });
});
