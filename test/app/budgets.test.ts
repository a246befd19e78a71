import { expect, test } from 'vitest';
import { sharedScopes } from '../../functions/app/budgets.ts';
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
