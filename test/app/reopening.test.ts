import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../functions/core/inbound-message.ts';
import { postWorld, replyTo } from './post-world.ts';
import { close, HOUR, MINUTE, question, verify, work } from './ticket-world.ts';

const SECOND = 1000;

async function closedTicket() {
  const world = postWorld();
  const ref = await world.ask();
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  await world.enter(ref, 'work', { definition: work });
  const finish = async () => {
    const { steps } = await world.stateOf(ref);
    const open = steps.find(({ id, state }) => id === 'work' && state.kind === 'open');
    if (open) await world.complete(ref, 'work', 'done', open.visit);
    await world.enter(ref, 'closed', { definition: close() });
  };
  await finish();
  const again = async (text: string) => {
    world.wait(MINUTE);
    await world.takeIn(replyTo(mail, text));
    return (await world.stateOf(ref)).ticket.status;
  };
  return { world, ref, mail, finish, again };
}

describe('a closed ticket', () => {
  test('is opened again by mail three times in an hour, then somebody has to look', async () => {
    const { world, ref, finish, again } = await closedTicket();
    for (const text of ['It is broken.', 'It went dark.', 'It smokes now.']) {
      expect(await again(text)).toBe('open');
      await finish();
    }
    expect(await again('It makes a noise.')).toBe('closed');
    expect((await world.messages(ref)).at(-1)).toMatchObject({
      text: 'It makes a noise.',
      visibility: 'public',
      flags: ['not_reopened'],
    });
    expect(await world.eventTypes(ref)).toContain('reopening_refused');
    expect((await world.mails(ref)).at(-1)).toMatchObject({ template: 'message-to-agent' });
    world.wait(HOUR);
    expect(await again('It is dead.')).toBe('open');
  });
});

describe('an answer within seconds after a mail that the desk sent by itself', () => {
  const words = 'Your enquiry about the printer has been registered under number 4711.';

  async function answered(
    seconds: number,
    reply: string,
    { earlier = words, attachments = [] }: { earlier?: string; attachments?: Attachment[] } = {},
  ) {
    const { world, ref, mail, finish } = await closedTicket();
    await world.takeIn(replyTo(mail, earlier));
    await finish();
    await world.store.recordDelivery(
      ref,
      { id: '1.1', state: { kind: 'sent', at: world.now(), messageId: 'x' } },
      [],
    );
    world.wait(seconds * SECOND);
    await world.takeIn({ ...replyTo(mail, reply), attachments });
    const last = (await world.messages(ref)).at(-1);
    return { status: (await world.stateOf(ref)).ticket.status, class: last?.class, flags: last?.flags };
  }

  test('in the words of an earlier one is a machine’s, and opens nothing', async () => {
    expect(await answered(10, words)).toEqual({
      status: 'closed',
      class: 'auto_reply',
      flags: ['echo', 'auto_reply'],
    });
  });

  test('is shown to whoever works on it all the same: a person may have quoted without a mark', async () => {
    const { world, ref, mail } = await closedTicket();
    const agentsWords =
      'Please hold both buttons of the printer for ten seconds, until its light turns green.';
    await world.takeIn(replyTo(mail, 'It is dark.'));
    await world.enter(ref, 'work', { definition: work });
    const { id, address } = await world.agent(ref, 'one');
    await world.answer(ref, { issuedTo: id, sender: address, text: `#done\n${agentsWords}` });
    await world.enter(ref, 'verify', { definition: verify });
    await world.post();
    world.wait(10 * SECOND);
    await world.takeIn(replyTo(mail, `Still no!\n${agentsWords}`));
    expect((await world.step(ref, 'verify')).state.kind).toBe('open');
    expect((await world.messages(ref)).at(-1)?.flags).toEqual(['echo', 'auto_reply']);
    const told = await world.post();
    expect(told.map(({ to }) => to.address)).toEqual([address]);
    expect(told[0]?.text).toContain('careful: repeats what was said before');
    expect(told[0]?.text).toContain('Still no!');
  });

  test('is a person’s when it is short, for people say such things twice', async () => {
    const short = 'The lamp is dark.';
    expect(await answered(10, short, { earlier: short })).toMatchObject({ status: 'open', class: 'human' });
  });

  test('is a person’s when it brings a file: machines send none', async () => {
    const attachments = [{ name: 'lamp.pdf', contentType: 'application/pdf', size: 8, inline: false }];
    expect(await answered(10, words, { attachments })).toMatchObject({ status: 'open', class: 'human' });
  });

  test('is a person’s who corrects what he has answered to a form', async () => {
    const world = postWorld();
    const ref = await world.ask();
    const [mail] = await world.post();
    if (!mail) throw new Error('no acknowledgement');
    const form = { bought: { type: 'date', label: 'Bought on', required: true } };
    await world.enter(ref, 'ask', { definition: { ...question, form } });
    const described =
      'The printer in the warehouse office prints nothing but grey pages since Monday morning.';
    await world.takeIn(replyTo(mail, `bought: 2026-15-03\n\n${described}`));
    await world.store.recordDelivery(
      ref,
      { id: '1.1', state: { kind: 'sent', at: world.now(), messageId: 'x' } },
      [],
    );
    world.wait(10 * SECOND);
    await world.takeIn(replyTo(mail, `bought: 2026-05-03\n\n${described}`));
    expect((await world.step(ref, 'ask')).state.kind).toBe('done');
  });

  test.each([
    ['in other words', 10, 'The lamp above the door flickers.'],
    ['later', 40, words],
    ['much later', 600, words],
  ])('%s is a person’s', async (_what, seconds, reply) => {
    expect(await answered(seconds, reply)).toMatchObject({ status: 'open', class: 'human' });
  });
});
