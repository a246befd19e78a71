import { describe, expect, test } from 'vitest';
import { passToStandIn } from '../../functions/core/absent-owner.ts';
import { stepDefinition } from '../../functions/core/process-template.ts';
import type { AwaitedStep } from '../../functions/core/process-template.ts';
import { workersOf } from '../../functions/core/step-owner.ts';
import { aParticipant, aStep } from '../contract/ticket-builders.ts';
import { draftAt, sharedDesk } from './shared-desk.ts';

const away = (deputy: string) => ({ absences: [{ from: '2026-11-23', to: '2026-11-23', deputy }] });
const people = [
  aParticipant(),
  ...['one', 'two'].map((agentId, index) =>
    aParticipant({ id: index + 2, role: 'agent', agentId, address: `${agentId}@team.example` }),
  ),
];
const approval = stepDefinition.parse({
  kind: 'approval',
  owner: 'agent:one',
  approvers: ['agent:two'],
  needed: 2,
  due: '1d',
  on: { approved: 'closed', declined: 'closed' },
}) as AwaitedStep;

function passedOn(step: Partial<Parameters<typeof aStep>[0]>, agents: Record<string, object> = {}) {
  const desk = sharedDesk({ agents });
  const before = aStep({ owner: 2, ...step });
  const draft = draftAt(desk, { participants: people, steps: [before] });
  const after = passToStandIn(draft, before, desk);
  const agentOf = (id: number) => draft.participant(id).agentId ?? 'nobody of the desk';
  const mails = (draft.finish().outbox?.effects ?? []).flatMap((effect) =>
    effect.kind === 'send_mail' ? [`${effect.mail.template} ${agentOf(effect.mail.to)}`] : [],
  );
  return { draft, before, after, agentOf, mails };
}

describe('a step that needs attention', () => {
  test('while its owner is away goes to his deputy, who is told', () => {
    const { draft, after, agentOf, mails } = passedOn({}, { one: away('three') });
    expect(agentOf(after.owner)).toBe('three');
    expect(draft.openSteps).toEqual([after]);
    expect(mails).toEqual(['step-assigned three']);
  });

  test.each([
    ['whose owner is here', {}, {}],
    ['that waits for the requester', { owner: 1 }, { one: away('two') }],
    ['that is on offer', { offered: { to: [3], until: '2026-11-24T09:00:00.000Z' } }, { one: away('two') }],
  ])('%s stays as it is', (_, step, agents) => {
    const { before, after, mails } = passedOn(step, agents);
    expect(after).toBe(before);
    expect(mails).toEqual([]);
  });

  test('as a decision is asked of the deputy, unless he is asked already', () => {
    const step = { definition: approval, approval: { approvers: [2, 3], votes: [] } };
    const { after, agentOf, mails } = passedOn(step, { two: away('lead') });
    expect(after.approval?.approvers.map(agentOf)).toEqual(['one', 'lead']);
    expect(mails).toEqual(['step-assigned lead']);
    expect(passedOn(step, { two: away('one') }).mails).toEqual([]);
  });
});

test('the customer’s words go to whoever stands in for the worker', () => {
  const desk = sharedDesk({ agents: { one: away('three') } });
  const draft = draftAt(desk, { participants: people, steps: [aStep({ owner: 2 })] });
  expect(workersOf(draft, desk).map((id) => draft.participant(id).agentId)).toEqual(['three']);
});
