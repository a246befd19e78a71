import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { held as command } from '../../local/commands/held.ts';
import { lastOf } from '../stories/world.ts';
import type { WrittenMail } from '../stories/world.ts';
import { administrator } from './administrator.ts';
import type { Administrator } from './administrator.ts';
import { openEmulatedWorld } from './emulated-world.ts';
import type { EmulatedWorld } from './emulated-world.ts';

/** `desk held` against a deployed desk, by whoever has the rights of its own account. */

const CUSTOMER = 'customer@shop.example';
const SUPPORT = 'support@help.example.com';

let world: EmulatedWorld;
let somebody: Administrator;
beforeEach(async () => {
  world = await openEmulatedWorld();
  somebody = await administrator();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await world.close();
});

const run = (...args: string[]) => command([...args, ...somebody.place, '--secret', somebody.secret]);

/** The item as which a mail is held; `''` when it is not. */
async function held(mail: WrittenMail): Promise<string> {
  const before = new Set((await world.held()).map(({ id }) => id));
  await world.sendMail(mail);
  return (await world.held()).find(({ id }) => !before.has(id))?.id ?? '';
}

const offer = (subject: string): WrittenMail => ({
  from: CUSTOMER,
  to: SUPPORT,
  subject,
  text: 'Buy now, for it will not come again.',
  headers: { 'List-Id': '<news.shop.example>', Precedence: 'bulk' },
});

test('what is held is shown, let in and discarded, and its ticket begins its process', async () => {
  const [first, second] = [await held(offer('One')), await held(offer('Two'))];
  expect(await run('list')).toBe(0);
  expect(somebody.said()).toContain(`${second}  `);
  expect(await run('show', first)).toBe(0);
  expect(somebody.said()).toContain('  | Buy now, for it will not come again.');
  expect(await run('discard', second, '--reason', 'a lottery')).toBe(0);
  expect(await run('recover', first)).toBe(0);
  expect(await world.held()).toEqual([]);
  await world.advance('PT1M');
  const [ref = ''] = await world.tickets();
  expect(somebody.said()).toContain(`(${first}) is the ticket ${ref}.`);
  expect((await world.ticket(ref)).steps).toMatchObject([{ state: { kind: 'open' } }]);
});

test('what answers a ticket is let in there, and onto another when somebody says so', async () => {
  for (const subject of ['Printer', 'Scanner'])
    await world.sendMail({
      from: CUSTOMER,
      to: SUPPORT,
      subject,
      text: `The ${subject} is broken.`,
    });
  const mail = lastOf(await world.mailbox(CUSTOMER));
  const answered = /T-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mail.subject)?.[0] ?? '';
  const other = (await world.tickets()).find((ref) => ref !== answered) ?? '';
  const answer = (text: string) =>
    held({ from: CUSTOMER, to: mail.replyTo, subject: `Re: ${mail.subject}`, text });
  await run('block', '@shop.example', '--reason', 'threats');
  const [intended, moved] = [await answer('It still is.'), await answer('And so is the other.')];
  expect(await run('senders')).toBe(0);
  expect(somebody.said()).toMatch(/block {2}@shop\.example {2}for good, by .+: threats {2}\(2 held now\)/);
  expect(await run('recover', intended)).toBe(0);
  expect(somebody.said()).toContain(`(${intended}) is now on ${answered}.`);
  expect(await run('recover', moved, '--into', other)).toBe(0);
  expect(somebody.said()).toContain(`(${moved}) is now on ${other}.`);
  expect((await world.ticket(other)).messages.at(-1)?.text).toBe('And so is the other.');
  expect(await run('lift', '@shop.example')).toBe(0);
  expect(await answer('Now it works.')).toBe('');
});
