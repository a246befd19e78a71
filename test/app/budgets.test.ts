import { describe, expect, test } from 'vitest';
import { sharedScopes } from '../../functions/app/budgets.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { allPass } from '../core/inbound-builders.ts';
import { smallDesk } from '../core/small-desk.ts';
import { postWorld } from './post-world.ts';
import { HOUR, ticketWorld } from './ticket-world.ts';

test('what everybody shares is counted by about every tenth, with a tenth of the limit', () => {
  const scopes = Array.from({ length: 2_000 }, (_, index) => sharedScopes(`mail ${index}`, [['desk', 101]]));
  const counted = scopes.filter((scope) => scope.length > 0);
  expect(counted.length).toBeGreaterThan(150);
  expect(counted.length).toBeLessThan(250);
  expect(counted[0]).toEqual([['desk', 11]]);
});

const { limits } = smallDesk;
const deskWith = (requests: Partial<typeof limits.requests>) => ({
  ...smallDesk,
  limits: { ...limits, requests: { ...limits.requests, ...requests } },
});
const from = (address: string) => ({ from: { address, name: '' } });

test.each<[string, Partial<typeof limits.requests>, (round: number) => string]>([
  ['one address', { address: 2 }, () => 'a@shop.example'],
  ['addresses that differ by digits', { family: 2 }, (round) => `a-${round}@shop.example`],
  [
    'addresses that differ by what follows a plus',
    { family: 2 },
    (round) => `a+${'x'.repeat(round)}@shop.example`,
  ],
  ['one domain', { domain: 2 }, (round) => `${'abc'.charAt(round)}@shop.example`],
])('requests of %s beyond its budget are held, and let in an hour later', async (_who, requests, address) => {
  const world = ticketWorld({ desk: deskWith(requests) });
  const outcomes: string[] = [];
  for (let round = 0; round < 3; round++) outcomes.push((await world.takeIn(from(address(round)))).kind);
  expect(outcomes).toEqual(['new_ticket', 'new_ticket', 'suspended']);
  world.wait(HOUR);
  expect((await world.takeIn(from(address(2)))).kind).toBe('new_ticket');
});

test('people at a public mail provider share no budget of their domain', async () => {
  const world = ticketWorld({ desk: deskWith({ domain: 1 }) });
  for (const name of ['a', 'b', 'c'])
    expect((await world.takeIn(from(`${name}@gmail.com`))).kind).toBe('new_ticket');
});

test.each<[string, Partial<typeof limits.answers>, (round: number) => string]>([
  ['one address', { address: 1 }, () => 'a@shop.example'],
  ['addresses that differ by digits', { family: 1 }, (round) => `a-${round}@shop.example`],
  ['one domain', { domain: 1 }, (round) => `${'abc'.charAt(round)}@shop.example`],
])('acknowledgements to %s beyond its budget are not sent', async (_who, answers, address) => {
  const world = postWorld({ limits: { ...limits, answers: { ...limits.answers, ...answers } } });
  for (let round = 0; round < 3; round++) await world.ask(from(address(round)));
  await world.post();
  expect(world.outcomes.map(({ kind }) => kind)).toEqual(['sent', 'refused', 'refused']);
});

const SAME = 'The portal of our house shows nothing but an empty page since this morning.';
const words = (text: string) => ({ text, reply: text });
const name = (index: number) => String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26));

async function acknowledged(
  count: number,
  mail: (index: number) => Partial<InboundMessage>,
): Promise<number> {
  const world = postWorld();
  for (let index = 0; index < count; index++) await world.ask(mail(index));
  return (await world.post()).length;
}

test.each<[string, number, number, (index: number) => Partial<InboundMessage>]>([
  [
    'different people of one organisation',
    60,
    60,
    (i) => ({ ...from(`${name(i)}@shop.example`), ...words(SAME) }),
  ],
  [
    'different people at a public provider',
    60,
    60,
    (i) => ({ ...from(`${name(i)}@gmail.com`), ...words(SAME) }),
  ],
  [
    'people with numbers in their addresses',
    3,
    3,
    (i) => ({ ...from(`${name(i)}${i}@shop.example`), ...words(SAME) }),
  ],
  ['one address', 5, 2, () => ({ ...from('a@shop.example'), ...words(SAME) })],
  ['addresses that differ by digits', 5, 2, (i) => ({ ...from(`a${i}@shop.example`), ...words(SAME) })],
  [
    'a machine that counts in address and text',
    5,
    2,
    (i) => ({ ...from(`${name(i)}${i}@shop.example`), ...words(`${SAME} Number ${i}`) }),
  ],
])('of the same words from %s, %i mails, %i are acknowledged', async (_who, count, answers, mail) => {
  expect(await acknowledged(count, mail)).toBe(answers);
});

test('a machine that makes up a name for each answer comes to rest', async () => {
  const world = postWorld();
  let answers = 0;
  for (let count = 1; count > 0 && answers < 600; answers += count) {
    await world.ask({
      ...from(`${name(answers)}${name(Math.floor(answers / 676))}@crm.example`),
      ...words(SAME),
    });
    count = (await world.post()).length;
  }
  expect(answers).toBeLessThan(400);
});

describe('why a new request is not acknowledged stands in its receipt', () => {
  test.each<[string, Partial<InboundMessage>]>([
    ['asks_for_none', { answerable: false }],
    ['sender_not_proven', { verdicts: { ...allPass, dmarc: 'FAIL' } }],
  ])('%s', async (why, different) => {
    const world = ticketWorld();
    const ref = await world.ask(different);
    expect((await world.messages(ref))[0]?.receipt.unacknowledged).toBe(why);
    expect(await world.mails(ref)).toEqual([]);
  });

  test('nothing stands there when it is', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    expect((await world.messages(ref))[0]?.receipt).not.toHaveProperty('unacknowledged');
    expect(await world.mails(ref)).toHaveLength(1);
  });
});

describe('who names a ticket from another address', () => {
  const again = (ref: string, address: string) => ({ ...from(address), subject: `Printer [${ref}]` });

  test('is acknowledged as anybody', async () => {
    const world = postWorld();
    const ref = await world.ask();
    await world.post();
    await world.takeIn(again(ref, 'customer.private@gmail.com'));
    expect((await world.post()).map(({ to }) => to.address)).toEqual(['customer.private@gmail.com']);
  });

  test('but not again and again: a machine that changes its address would be', async () => {
    const world = postWorld();
    let ref = await world.ask();
    await world.post();
    let answers = 0;
    for (let round = 0; round < 10; round++) {
      ref = await world.ask(again(ref, `${name(round)}@crm.example`));
      answers += (await world.post()).length;
    }
    expect(answers).toBe(1);
    expect((await world.messages(ref))[0]?.receipt.unacknowledged).toBe('names_a_ticket_again');
  });

  test('nor when he sends our own mail back', async () => {
    const world = postWorld();
    await world.ask();
    const [mail] = await world.post();
    if (!mail) throw new Error('no acknowledgement');
    const { text } = mail;
    const ref = await world.ask({ ...again('', 'someone@crm.example'), subject: mail.subject, text });
    expect((await world.messages(ref))[0]?.receipt.unacknowledged).toBe('quotes_us');
  });
});
