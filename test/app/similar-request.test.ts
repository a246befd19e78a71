import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { postWorld } from './post-world.ts';
import { close, DAY, HOUR, ONE, work } from './ticket-world.ts';

const first = {
  subject: 'Printer prints grey',
  reply: 'Since this morning the printer prints only grey pages.',
};
const again = {
  subject: 'Grey printer',
  reply: 'The printer still prints only grey pages, since this morning.',
};

async function askedBefore() {
  const world = postWorld();
  const ref = await world.ask({ ...first, text: first.reply });
  world.wait(HOUR);
  const askAgain = async (different: Partial<InboundMessage> = {}) => {
    const own = await world.ask({ ...again, text: again.reply, ...different });
    return { own, flags: (await world.messages(own))[0]?.flags };
  };
  return { world, ref, askAgain };
}

describe('who asks again in much the same words within a day', () => {
  test('has two tickets, linked, and whoever gets the second can merge it with one line', async () => {
    const { world, ref, askAgain } = await askedBefore();
    const { own, flags } = await askAgain();
    expect(flags).toEqual([`looks_like: ${ref}`]);
    expect((await world.stateOf(own)).ticket.links).toEqual([{ kind: 'related', ref }]);
    expect(await world.eventTypes(own)).toContain('perhaps_duplicate');
    await world.enter(own, 'work', { definition: work });
    const mail = (await world.post()).find(({ to, subject }) => to.address === ONE && subject.includes(own));
    expect(mail?.text.split('\n')).toContain(`#merge ${ref}`);
    expect(mail?.text).not.toContain('careful');
  });

  test('is not offered to be merged again once somebody has parted the two', async () => {
    const { world, ref, askAgain } = await askedBefore();
    const { own } = await askAgain();
    const orderTo = async (on: string, text: string) => {
      await world.enter(on, 'work', { definition: work });
      const { id } = await world.agent(on, 'one');
      await world.answer(on, { issuedTo: id, sender: ONE, text });
    };
    await orderTo(own, `#merge ${ref}`);
    await orderTo(ref, '#unmerge');
    await world.post();
    await world.enter(own, 'work', { definition: work });
    const [mail] = await world.post();
    expect(mail?.subject).toContain(own);
    expect(mail?.text).not.toContain('#merge');
  });

  test('is told nothing of it, and nothing is merged', async () => {
    const { world, ref, askAgain } = await askedBefore();
    const { own } = await askAgain();
    expect((await world.stateOf(ref)).ticket.links).toBeUndefined();
    expect((await world.stateOf(own)).ticket.status).toBe('open');
    const sent = await world.post();
    expect(sent.every(({ text }) => !(text.includes(ref) && text.includes(own)))).toBe(true);
  });

  test('means what that one goes on as', async () => {
    const { world, ref, askAgain } = await askedBefore();
    const other = await world.ask({
      subject: 'Lamp',
      text: 'Dark.',
      reply: 'It is dark.',
      from: { address: 'other@shop.example', name: '' },
    });
    await world.enter(ref, 'work', { definition: work });
    const { id } = await world.agent(ref, 'one');
    await world.answer(ref, { issuedTo: id, sender: ONE, text: `#merge ${other}` });
    expect((await askAgain()).flags).toEqual([`looks_like: ${other}`]);
  });
});

describe('is something else', () => {
  test.each<[string, Partial<InboundMessage>]>([
    ['in other words', { subject: 'Invoice', reply: 'The invoice of May has the wrong address.' }],
    ['from somebody else', { from: { address: 'somebody@shop.example', name: '' } }],
  ])('%s', async (_what, different) => {
    const { askAgain } = await askedBefore();
    expect((await askAgain(different)).flags).toEqual([]);
  });

  test('after a day', async () => {
    const { world, askAgain } = await askedBefore();
    world.wait(DAY);
    expect((await askAgain()).flags).toEqual([]);
  });

  test('after the first was closed', async () => {
    const { world, ref, askAgain } = await askedBefore();
    await world.enter(ref, 'closed', { definition: close() });
    expect((await askAgain()).flags).toEqual([]);
  });

  test('what a machine says, however often', async () => {
    const { world, askAgain } = await askedBefore();
    await world.takeIn({ ...again, channel: 'webhook', door: 'monitoring' });
    expect((await askAgain({ channel: 'webhook', door: 'monitoring' })).flags).toEqual([]);
  });
});
