import { describe, expect, test } from 'vitest';
import { addNote } from '../../functions/app/add-note.ts';
import { answerStep } from '../../functions/app/answer-step.ts';
import type { PageStepAnswer } from '../../functions/app/answer-step.ts';
import { approval, CUSTOMER, form, question, ticketWorld, TWO, verify, work } from './ticket-world.ts';

/** A ticket with this step open, and a page's answer to it. */
async function withStep(definition: object) {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  await world.enter(ref, 'step', { definition });
  const idOf = async (who: string) =>
    who === CUSTOMER
      ? 1
      : ((await world.stateOf(ref)).participants.find(({ agentId }) => agentId === who)?.id ?? 99);
  const answer = async (who: string, different: Partial<PageStepAnswer> = {}) =>
    answerStep(world.deps, {
      ref,
      participant: await idOf(who),
      step: 'step',
      visit: 1,
      outcome: 'done',
      answers: {},
      reason: '',
      ...different,
    });
  return { world, ref, answer, step: () => world.step(ref, 'step'), idOf };
}

const vendor = {
  kind: 'external',
  to: TWO,
  coOwner: 'agent:one',
  message: 'replies/external-request.liquid',
  due: '2d',
  expires: { after: '4d', outcome: 'silent' },
  on: { answered: 'work', silent: 'work' },
};

describe('who may answer a step', () => {
  test.each<[string, object, string, string, object]>([
    ['its owner', work, 'one', 'done', { kind: 'completed' }],
    ['no colleague', { ...work, owner: 'agent:two' }, 'one', 'done', { reason: 'not_yours' }],
    ['not the customer', work, CUSTOMER, 'done', { reason: 'not_yours' }],
    ['nobody from elsewhere', work, 'stranger', 'done', { reason: 'nobody' }],
    ['the requester who is asked', question, CUSTOMER, 'replied', { kind: 'completed' }],
    ['not with the end of waiting', question, CUSTOMER, 'silent', { reason: 'unknown_outcome' }],
    ['not the desk in his stead', verify, 'one', 'confirmed', { reason: 'not_yours' }],
    ['somebody outside', vendor, 'two', 'answered', { kind: 'completed' }],
    ['the colleague who answers for him', vendor, 'one', 'answered', { kind: 'completed' }],
    ['with an outcome that it has', work, 'one', 'toString', { reason: 'unknown_outcome' }],
  ])('%s', async (_what, definition, who, outcome, expected) => {
    const { answer, step } = await withStep(definition);
    expect(await answer(who, { outcome })).toMatchObject(expected);
    expect((await step()).state.kind).toBe('kind' in expected ? 'done' : 'open');
  });

  test('the second of two finds it ended, and another visit is another matter', async () => {
    const { answer } = await withStep(work);
    expect(await answer('one', { visit: 2 })).toEqual({ kind: 'refused', reason: 'not_open' });
    const both = await Promise.all([answer('one'), answer('one')]);
    expect(both.map((one) => ('reason' in one ? one.reason : one.kind)).toSorted()).toEqual([
      'completed',
      'not_open',
    ]);
    expect(await answer('one', { ref: 'T-0000-0000' })).toEqual({
      kind: 'refused',
      reason: 'no_such_ticket',
    });
  });
});

test('a form is typed and checked', async () => {
  const { answer, step } = await withStep(form('cause'));
  expect(await answer('one', { answers: { cause: ' ' } })).toEqual({
    kind: 'incomplete',
    missing: ['cause'],
    invalid: [],
  });
  expect(await answer('one', { answers: { cause: ' dust ', other: 1 }, reason: 'seen' })).toEqual({
    kind: 'completed',
  });
  expect((await step()).state).toMatchObject({ answers: { cause: 'dust', reason: 'seen' } });
});

test('approvers vote, and the last of them decides', async () => {
  const { answer, step, ref, world } = await withStep({ ...approval, approvers: ['agent:one'], needed: 2 });
  expect(await answer(CUSTOMER, { outcome: 'approved' })).toMatchObject({ reason: 'no_approver' });
  expect(await answer('one', { outcome: 'declined' })).toMatchObject({ reason: 'reason_needed' });
  expect(await answer('one', { outcome: 'approved' })).toEqual({ kind: 'voted' });
  expect(await answer('two', { outcome: 'declined', reason: 'Too expensive' })).toEqual({
    kind: 'completed',
  });
  expect((await step()).state).toMatchObject({
    answers: { decision: 'declined', reasons: ['Too expensive'] },
  });
  expect((await world.eventTypes(ref)).filter((type) => type === 'vote_cast')).toHaveLength(2);
});

test('two who vote at the same moment are both counted', async () => {
  const { answer, step } = await withStep({ ...approval, approvers: ['agent:one'], needed: 2 });
  const both = await Promise.all([
    answer('one', { outcome: 'approved' }),
    answer('two', { outcome: 'approved' }),
  ]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['completed', 'voted']);
  expect((await step()).approval?.votes).toHaveLength(2);
});

test('in turn, the next is asked by mail', async () => {
  const definition = { ...approval, approvers: ['agent:one'], needed: 2, order: 'in_turn' };
  const { answer, world, ref, idOf } = await withStep(definition);
  const asked = async () =>
    (await world.mails(ref)).filter(({ step }) => step?.id === 'step').map(({ to }) => to);
  expect(await asked()).toEqual([await idOf('two')]);
  expect(await answer('one', { outcome: 'approved' })).toMatchObject({ reason: 'not_your_turn' });
  await answer('two', { outcome: 'approved' });
  expect(await asked()).toEqual([await idOf('two'), await idOf('one')]);
});

test('a comment is noted once, and the others at work read it', async () => {
  const { world, ref, idOf } = await withStep({ ...work, owner: 'agent:two' });
  const note = { ref, participant: await idOf('one'), form: 'f1', text: ' I know this printer. ' };
  expect(await addNote(world.deps, note)).toEqual({ kind: 'noted' });
  expect(await addNote(world.deps, note)).toEqual({ kind: 'noted' });
  expect((await world.messages(ref)).slice(1)).toMatchObject([
    { text: 'I know this printer.', visibility: 'internal', author: note.participant },
  ]);
  expect((await world.mails(ref)).at(-1)).toMatchObject({ to: await idOf('two'), template: 'note-to-agent' });
  expect(await addNote(world.deps, { ...note, participant: 1, form: 'f2' })).toMatchObject({
    reason: 'not_of_the_desk',
  });
  expect(await addNote(world.deps, { ...note, form: 'f3', text: ' ' })).toEqual({ kind: 'nothing_written' });
});
