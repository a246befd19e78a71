import { expect, test } from 'vitest';
import { customersOwnWords } from '../../functions/app/customers-own-words.ts';
import type { Message } from '../../functions/core/ticket.ts';
import { aMessage, aTicket } from '../contract/ticket-builders.ts';
import { inboundMail } from '../core/inbound-builders.ts';
import { agent, customer, desk, REF } from './mail-world.ts';
import { postWorld } from './post-world.ts';

const WORDS = 'Please hold both buttons for ten seconds until the light turns green.';
const STATE = { ticket: aTicket({ ref: REF }), participants: [customer, agent], steps: [], desk };

const answered = (reply: string, messages: Partial<Message>[], channel: 'mail' | 'chat' = 'mail') =>
  customersOwnWords(
    {
      messages: async () => ({
        items: messages.map((message, index) =>
          aMessage({ id: `01KAREQZ0000000000000000M${index}`, ...message }),
        ),
        next: null,
      }),
    },
    STATE,
    inboundMail({ reply, channel }),
  );

test('an agent’s words that come back unmarked are not the customer’s', async () => {
  expect(await answered(`It heats!\n\n${WORDS}`, [{ author: agent.id, text: WORDS }])).toBe('It heats!');
});

test.each([
  ['the customer’s own earlier words', { author: customer.id, text: WORDS }, 'mail'],
  ['a note that the customer never saw', { author: agent.id, text: WORDS, visibility: 'internal' }, 'mail'],
  ['in a chat nobody quotes by accident', { author: agent.id, text: WORDS }, 'chat'],
] as const)('%s stay', async (_, earlier, channel) => {
  const reply = `It heats!\n\n${WORDS}`;
  expect(await answered(reply, [earlier], channel)).toBe(reply);
});

test.each([
  ['with two articles in it', 'My printer prints in grey instead of colour. How do I get colour back?'],
  ['', 'It makes a noise.'],
])('an acknowledgement %s that comes back unmarked is not the customer’s', async (_what, text) => {
  const world = postWorld({ articles: desk.articles });
  const ref = await world.ask({ text, reply: text });
  await world.enter(ref, 'suggest', {
    definition: { kind: 'suggest', message: 'replies/acknowledgement.liquid', on: { done: 'work' } },
  });
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  const reply = `It heats!\n\n${mail.text}`;
  const evidence = { recipients: [mail.replyTo], inReplyTo: mail.messageId, references: [] };
  await world.takeIn({ text: reply, reply, evidence });
  expect((await world.messages(ref)).at(-1)?.text).toBe('It heats!');
});

test('what only names the ticket stays as it is', async () => {
  const reply = `Is ${REF} done?\nI would like to know.`;
  expect(await answered(reply, [])).toBe(reply);
});
