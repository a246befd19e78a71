import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { CUSTOMER, HOUR, ONE, ticketWorld, verify, work } from './ticket-world.ts';

/** Machines that write to each other through the desk must come to rest. */

const autoReply: Partial<InboundMessage> = { class: 'auto_reply', answerable: false, reply: 'I am away.' };

test('two absence notices, one on each side, cause nothing at all', async () => {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  await world.enter(ref, 'verify', { definition: verify });
  const one = await world.agent(ref, 'one');
  const before = (await world.effects(ref)).length;
  for (let round = 0; round < 20; round++) {
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'I am away.', ...autoReply });
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'I am away.', ...autoReply });
    world.wait(HOUR);
  }
  expect(await world.effects(ref)).toHaveLength(before);
  expect((await world.step(ref, 'verify')).state.kind).toBe('open');
});

test('a machine that looks like a person and answers properly gets no automatic answer after the first', async () => {
  const world = ticketWorld();
  const ref = await world.ask();
  for (let round = 0; round < 20; round++)
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: `Your mail ${round} has been received.` });
  const toCustomer = (await world.mails(ref)).filter(({ to }) => to === 1);
  expect(toCustomer.map(({ template }) => template)).toEqual(['acknowledgement']);
});

test('whatever arrives, nobody outside gets more automatic answers than people have written new requests', async () => {
  const classes = fc.constantFrom<InboundMessage['class'][]>(
    'human',
    'auto_reply',
    'auto_generated',
    'bulk',
    'receipt',
    'complaint',
    'own_loop',
  );
  const arrival = fc.record({ kind: classes, isAnswer: fc.boolean(), isStranger: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { maxLength: 12 }), async (arrivals) => {
      const world = ticketWorld();
      const refs = [await world.ask()];
      let requests = 1;
      for (const { kind, isAnswer, isStranger } of arrivals) {
        const address = isStranger ? 'friend@shop.example' : CUSTOMER;
        const message = { from: { address, name: '' }, class: kind, answerable: kind === 'human' };
        const outcome = isAnswer
          ? await world.answer(refs[0] ?? '', { issuedTo: 1, sender: address, text: 'Hello.', ...message })
          : await world.takeIn(message);
        if (outcome.kind !== 'new_ticket') continue;
        expect(kind).toBe('human');
        refs.push(outcome.ref);
        requests += 1;
      }
      const mails = (await Promise.all(refs.map((ref) => world.mails(ref)))).flat();
      const automatic = mails.filter((mail) => mail.to === 1 && mail.class === 'auto_reply');
      expect(automatic.length).toBeLessThanOrEqual(requests);
      expect(mails.filter((mail) => mail.to === 1 && mail.class === 'reply')).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
