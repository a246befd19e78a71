import { expect, test } from 'vitest';
import { publicMessages, shownText } from '../../functions/app/public-messages.ts';
import { ANSWER, mailWorld } from './mail-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { ticketWorld } from './ticket-world.ts';
import type { MailIntent } from '../../functions/core/outbox.ts';

const links = [{ words: 'this order', address: 'https://shop.example/order/7' }];

test('a mail of HTML alone keeps where its links lead, and the customer’s page shows it', async () => {
  const world = ticketWorld();
  const body = '<p>Where is <a href="https://shop.example/order/7">this order</a>?</p>';
  const outcome = await receive(world, {
    id: 'a',
    raw: rawMail({ headers: ['Content-Type: text/html; charset=utf-8'], body }),
  });
  const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
  const { messages } = await publicMessages(world.store, ref, { limit: 10, after: null });
  expect(messages).toMatchObject([{ text: 'Where is this order?', links }]);
  expect(messages.map(shownText)).toEqual(['Where is this order (https://shop.example/order/7)?']);
});

test.each<[string, MailIntent]>([
  ['an agent reads where a customer’s link leads', { ...toOne(2), template: 'message-to-agent' }],
  ['a customer reads where an agent’s link leads', { ...toOne(1), template: 'agent-reply', class: 'reply' }],
])('%s', async (_, intent) => {
  const world = await mailWorld({ intent, answer: { text: 'Look at this order.', links } });
  await world.send();
  expect(world.sent[0]?.text).toContain('Look at this order (https://shop.example/order/7).');
});

function toOne(participant: number): Pick<MailIntent, 'to' | 'class' | 'message' | 'answerAs'> {
  return { to: participant, class: 'notification', message: ANSWER, answerAs: 'reply' };
}
