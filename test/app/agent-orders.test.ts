import { describe, expect, test } from 'vitest';
import type { Desk } from '../../functions/core/desk.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { smallDesk } from '../core/small-desk.ts';
import {
  approval,
  close,
  CUSTOMER,
  DAY,
  form,
  MINUTE,
  ONE,
  question,
  ticketWorld,
  TWO,
  verify,
  work,
} from './ticket-world.ts';

const THREE = 'three@team.example';
/** A third agent, and a process with a step that can be gone back to and one that cannot. */
const desk: Desk = deskSchema.parse({
  ...smallDesk,
  agents: [...smallDesk.agents, { id: 'three', name: 'Agent Three', address: THREE }],
  processes: {
    simple: {
      ...smallDesk.processes['simple'],
      steps: {
        work: { ...work, on: { done: 'both', need_info: 'ask', other: 'closed' } },
        ask: question,
        both: { kind: 'parallel', branches: ['cause', 'article'], on: { done: 'closed' } },
        cause: form('cause'),
        article: form('article'),
        closed: close(),
      },
    },
  },
});

async function withTask(definition: object = work) {
  const world = ticketWorld({ desk });
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition });
  const one = await world.agent(ref, 'one');
  const before = (await world.mails(ref)).length;
  return {
    world,
    ref,
    one,
    says: (
      text: string,
      different: { role?: 'reply' | 'note'; about?: { id: string; visit: number } } = {},
    ) => world.answer(ref, { issuedTo: one.id, sender: ONE, text, ...different }),
    mails: async () => (await world.mails(ref)).slice(before),
    ticket: async () => (await world.stateOf(ref)).ticket,
    step: () => world.step(ref, 'work'),
    events: async (type: string) =>
      (await world.store.events(ref, { limit: 500 })).items
        .filter((event) => event.type === type)
        .map(({ data }) => data),
    refusal: async () => {
      const last = (await world.mails(ref)).at(-1);
      return last?.template === 'command-refused' ? (last.facts?.['reason'] ?? '') : null;
    },
  };
}

describe('all or nothing', () => {
  test('the refusal names what was wrong, what would work, and what was right', async () => {
    const { says, refusal, ticket, step } = await withTask();
    await says('#priority P1\n#snooze someday\n#done');
    const reason = await refusal();
    expect(reason).toContain('#snooze someday\n  write #snooze 2d');
    expect(reason).toMatch(/These could be:\n\n#priority P1\n#done$/);
    expect((await ticket()).priority).toBe('P3');
    expect((await step()).state.kind).toBe('open');
  });

  test.each([
    ['#done\n#need_info', 'given before'],
    ['#done\n#close spam', 'one way only'],
    ['#done\n#delegate two', 'one way only'],
    ['#note\n#public\nHello', 'words go to the customer or stay'],
    ['#priority P1\n#priority P2', 'given before'],
  ])('%j cannot be done together', async (text, why) => {
    const { says, refusal, step } = await withTask();
    await says(text);
    expect(await refusal()).toContain(why);
    expect((await step()).state.kind).toBe('open');
  });
});

describe('whose work it is', () => {
  test('#delegate gives the own step to a colleague, who is told; the ticket stays', async () => {
    const { world, ref, one, says, mails, step, ticket } = await withTask();
    await says('#delegate two\nYou know this shop.');
    const two = await world.agent(ref, 'two');
    expect((await step()).owner).toBe(two.id);
    expect((await ticket()).assignee).toBe(one.id);
    expect(await mails()).toMatchObject([
      { to: two.id, template: 'step-assigned', step: { id: 'work', visit: 1 } },
      { to: two.id, template: 'note-to-agent' },
    ]);
  });

  test.each(['#delegate nobody', '#delegate one', '#delegate me'])('%s is refused', async (text) => {
    const { says, refusal } = await withTask();
    await says(text);
    expect(await refusal()).toContain('no colleague');
  });

  test('a vote that is delegated counts once, and nobody has two', async () => {
    const { world, ref } = await withTask();
    const definition = { ...approval, approvers: ['agent:one'], needed: 2 };
    await world.enter(ref, 'decide', { definition });
    const two = await world.agent(ref, 'two');
    const about = { id: 'decide', visit: 1 };
    const asTwo = (text: string) =>
      world.answer(ref, { issuedTo: two.id, sender: TWO, text, role: 'note', about });
    await asTwo('#delegate one');
    expect((await world.mails(ref)).at(-1)?.facts?.['reason']).toContain('already');
    await asTwo('#approve');
    await asTwo('#delegate three');
    const three = await world.agent(ref, 'three');
    await asTwo('#approve');
    expect((await world.step(ref, 'decide')).approval).toMatchObject({ votes: [] });
    await world.answer(ref, { issuedTo: three.id, sender: THREE, text: '#approve', role: 'note', about });
    const one = await world.agent(ref, 'one');
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#approve', role: 'note', about });
    expect((await world.step(ref, 'decide')).state).toMatchObject({ kind: 'done', outcome: 'approved' });
  });

  test('#assign takes the forms and decisions of the assignee along', async () => {
    const { world, ref, says, mails } = await withTask();
    await world.enter(ref, 'cause', { definition: form('cause') });
    await world.enter(ref, 'decide', { definition: { ...approval, owner: 'agent:one' } });
    await says('#assign three');
    const three = await world.agent(ref, 'three');
    for (const id of ['work', 'cause', 'decide']) expect((await world.step(ref, id)).owner).toBe(three.id);
    expect((await world.step(ref, 'decide')).approval?.approvers).toEqual([three.id]);
    const told = (await mails()).filter(({ to }) => to === three.id).map(({ step }) => step?.id);
    expect(told.toSorted()).toEqual(['cause', 'decide', 'work']);
  });

  test('#assign me in answer to an escalation takes over what it is about', async () => {
    const { world, ref, says } = await withTask();
    await says('#delegate two');
    const two = await world.agent(ref, 'two');
    await world.enter(ref, 'decide', { definition: { ...approval, owner: 'agent:three' } });
    const three = await world.agent(ref, 'three');
    const about = { id: 'work', visit: 1 };
    await world.answer(ref, { issuedTo: three.id, sender: THREE, text: '#assign me', role: 'note', about });
    expect((await world.step(ref, 'work')).owner).toBe(three.id);
    expect(
      (await world.mails(ref)).filter(({ to }) => to === two.id).map(({ template }) => template),
    ).toEqual(['step-assigned']);
  });

  test('#take is for the first, and his words too', async () => {
    const offering: Desk = {
      ...desk,
      teams: {
        front: { name: 'Front', members: ['one', 'two'], assign: 'take', sticky: false, takeWithin: '30m' },
      },
    };
    const world = ticketWorld({ desk: offering });
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: { ...work, owner: 'team:front' } });
    const [one, two] = [await world.agent(ref, 'one'), await world.agent(ref, 'two')];
    const about = { id: 'work', visit: 1 };
    await world.answer(ref, { issuedTo: two.id, sender: TWO, text: '#take', about });
    expect(await world.step(ref, 'work')).toMatchObject({ owner: two.id });
    expect((await world.step(ref, 'work')).offered).toBeUndefined();
    expect((await world.mails(ref)).at(-1)).toMatchObject({ to: two.id, template: 'step-assigned' });
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#take', about });
    expect((await world.mails(ref)).at(-1)?.facts?.['reason']).toContain('Agent Two’s now');
  });
});

describe('when it is worked on', () => {
  test('#snooze holds the step until then, a second one instead of it, #snooze off not at all', async () => {
    const { world, says, step } = await withTask();
    await says('#snooze 2d\nThe part comes on Wednesday.');
    const until = new Date(Date.parse(world.now()) + 2 * DAY).toISOString();
    expect((await step()).holds).toEqual([{ from: world.now(), to: until, why: 'snoozed' }]);
    world.wait(MINUTE);
    await says('#snooze 2026-12-01');
    expect((await step()).holds?.map(({ to }) => to)).toEqual([world.now(), '2026-12-01T00:00:00.000Z']);
    await says('#snooze off');
    expect((await step()).holds?.every(({ to }) => to !== null && to <= world.now())).toBe(true);
  });

  test.each(['#snooze 2020-01-01', '#snooze 9999d', '#snooze 0d'])('%s is refused', async (text) => {
    const { says, refusal, step } = await withTask();
    await says(text);
    expect(await refusal()).toContain('next two years');
    expect((await step()).holds).toBeUndefined();
  });

  test.each([
    ['#due 2026-12-01 17:00', '2026-12-01T17:00:00.000Z'],
    ['#due 2026-12-01', '2026-12-02T00:00:00.000Z'],
    ['#due 3d', '2026-11-26T09:00:00.000Z'],
  ])('%s pins the moment', async (text, at) => {
    const { says, events, ticket } = await withTask();
    await says(text);
    expect(await events('due_pinned')).toEqual([{ metric: 'resolution', at }]);
    expect((await ticket()).clocks.find(({ metric }) => metric === 'resolution')?.pinnedDue).toBe(at);
  });
});

describe('what is in the way', () => {
  test('#problem tells the owner and the lead; #problem solved clears it', async () => {
    const { world, ref, one, step } = await withTask();
    await world.enter(ref, 'decide', { definition: { ...approval, owner: 'agent:three' } });
    const three = await world.agent(ref, 'three');
    const asThree = (text: string) =>
      world.answer(ref, {
        issuedTo: three.id,
        sender: THREE,
        text,
        role: 'note',
        about: { id: 'work', visit: 1 },
      });
    const before = (await world.mails(ref)).length;
    await asThree('#problem The part is sold out');
    expect((await step()).problem).toMatchObject({ by: three.id, text: 'The part is sold out' });
    const two = await world.agent(ref, 'two');
    const told = (await world.mails(ref)).slice(before);
    expect(told.map(({ to, template }) => [to, template]).toSorted()).toEqual(
      [one.id, two.id].map((to) => [to, 'step-problem']).toSorted(),
    );
    await asThree('#problem solved');
    expect((await step()).problem).toBeUndefined();
  });

  test('#waive ends what may be waived, with its reason', async () => {
    const { says, step, events } = await withTask({ ...work, waivable: true });
    await says('#waive He has found it himself');
    expect((await step()).state).toMatchObject({
      outcome: 'done',
      answers: { waived: 'He has found it himself' },
    });
    expect(await events('step_waived')).toHaveLength(1);
  });

  test.each<[string, object, string, string]>([
    ['a mandatory step', { ...work, mandatory: true, waivable: true }, '#waive why not', 'is mandatory'],
    ['what the process does not let be waived', work, '#waive why not', 'does not let anybody waive “Work”'],
    ['without a reason', { ...work, waivable: true }, '#waive', 'say why'],
  ])('#waive is refused: %s', async (_what, definition, text, why) => {
    const { says, refusal, step } = await withTask(definition);
    await says(text);
    expect(await refusal()).toContain(why);
    expect((await step()).state.kind).toBe('open');
  });
});

describe('another way than the process’s', () => {
  test('#reopen goes back to a finished step with a new run', async () => {
    const { world, ref, says, ticket, events } = await withTask();
    await says('#done');
    await world.enter(ref, 'cause', { definition: form('cause') });
    await says('#reopen work It was the wrong part');
    expect((await ticket()).process.run).toBe(2);
    expect(await events('deviated')).toEqual([{ entry: 'work', run: 2, reason: 'It was the wrong part' }]);
    expect((await world.step(ref, 'cause')).state.kind).toBe('cancelled');
    expect((await world.effects(ref)).slice(-3)).toContainEqual(
      expect.objectContaining({ kind: 'start_process', run: 2, entry: 'work' }),
    );
    expect((await world.effects(ref)).slice(-3)).toContainEqual(
      expect.objectContaining({ kind: 'stop_process', run: 1 }),
    );
  });

  test.each(['#reopen cause', '#reopen ask', '#reopen nothing'])(
    '%s: not back into a branch, nor to nothing',
    async (text) => {
      const { world, ref, says, refusal, ticket } = await withTask();
      await says('#done');
      await world.enter(ref, 'cause', { definition: form('cause') });
      await says('A cable.', { role: 'note', about: { id: 'cause', visit: 1 } });
      expect((await world.step(ref, 'cause')).state.kind).toBe('done');
      await says(text);
      expect(await refusal()).toContain('what could: #reopen work');
      expect((await ticket()).process.run).toBe(1);
    },
  );

  test.each(['withdrawn', 'duplicate', 'spam', 'unreachable'])('#close %s ends the ticket', async (code) => {
    const { world, ref, says, ticket } = await withTask();
    await says(`#close ${code} as he said`);
    expect((await ticket()).closed).toMatchObject({ code });
    expect(await world.effects(ref)).toContainEqual(
      expect.objectContaining({ kind: 'stop_process', run: 1 }),
    );
  });

  test('#close skips no mandatory work', async () => {
    const { world, ref, says, refusal, ticket } = await withTask();
    await says('#done');
    await world.enter(ref, 'verify', { definition: verify });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Yes, it works.' });
    await world.enter(ref, 'cause', { definition: form('cause') });
    await says('#close duplicate', { role: 'note' });
    expect(await refusal()).toContain('mandatory would be skipped: “Cause”');
    expect((await ticket()).closed).toBeUndefined();
  });

  test('words beside #close spam stay with the desk', async () => {
    const { world, ref, says } = await withTask();
    await says('#close spam\nThe third one today.');
    expect((await world.messages(ref)).at(-1)?.visibility).toBe('internal');
  });
});

describe('what the ticket is known by', () => {
  test('values are changed at once; impact and urgency make the priority', async () => {
    const { says, ticket, events } = await withTask();
    await says('#impact high\n#urgency medium\n#tag +vip -none\n#field order=0815\n#field count=3');
    expect(await ticket()).toMatchObject({
      priority: 'P2',
      impact: 'high',
      tags: ['vip'],
      fields: { order: '0815', count: 3 },
    });
    expect(await events('priority_changed')).toHaveLength(1);
    await says('#tag -vip\n#field COUNT=4\n#priority P1 he waits since Monday');
    expect(await ticket()).toMatchObject({ priority: 'P1', tags: [], fields: { count: 4 } });
    expect((await events('ticket_changed')).at(-1)).toMatchObject({ reason: 'he waits since Monday' });
  });

  test('#cc lets people read along, and no longer', async () => {
    const { world, ref, says } = await withTask();
    const readers = async () =>
      (await world.mails(ref)).filter(({ template }) => template === 'agent-reply').map(({ to }) => to);
    await says('#cc +boss@shop.example\nHello both.');
    const boss = (await world.stateOf(ref)).participants.find(
      ({ address }) => address === 'boss@shop.example',
    );
    expect(await readers()).toEqual([1, boss?.id]);
    await says('#cc -boss@shop.example\nOnly you.');
    expect(await readers()).toEqual([1, boss?.id, 1]);
    await world.answer(ref, { issuedTo: boss?.id ?? 0, sender: 'boss@shop.example', text: 'And I?' });
    expect((await world.messages(ref)).at(-1)).toMatchObject({ visibility: 'internal', author: null });
    await says('#cc +boss@shop.example\nWelcome back.');
    expect((await readers()).slice(3)).toEqual([1, boss?.id]);
  });

  test.each([
    [`#cc +${TWO}`, 'is a colleague'],
    ['#cc +support@help.example.com', 'the desk itself'],
    [`#cc +${CUSTOMER}`, 'on the ticket already'],
    ['#cc -nobody@shop.example', 'not in copy'],
  ])('%s is refused', async (text, why) => {
    const { says, refusal } = await withTask();
    await says(text);
    expect(await refusal()).toContain(why);
  });

  test('#public sends to the customer what would stay with the desk', async () => {
    const { world, ref, says } = await withTask();
    await says('#public\nIt is on its way.', { role: 'note' });
    expect((await world.messages(ref)).at(-1)).toMatchObject({
      visibility: 'public',
      text: 'It is on its way.',
    });
    expect((await world.mails(ref)).at(-1)).toMatchObject({ to: 1, template: 'agent-reply' });
  });

  test('a question on the line of its order would be lost, and is asked for again', async () => {
    const { says, refusal, step } = await withTask();
    await says('#need_info Which model is it?');
    expect(await refusal()).toContain('on lines of its own');
    await says('Which model is it?\n#need_info he never says');
    expect((await step()).state).toMatchObject({
      outcome: 'need_info',
      answers: { reason: 'he never says' },
    });
  });
});
