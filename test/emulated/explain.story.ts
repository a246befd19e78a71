import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clock, storeIn } from '../../functions/aws/adapters.ts';
import { explain } from '../../local/commands/explain.ts';
import { gaps } from '../../local/commands/gaps.ts';
import { original } from '../../local/commands/original.ts';
import { administrator } from './administrator.ts';
import type { Administrator } from './administrator.ts';
import { openEmulatedWorld } from './emulated-world.ts';
import type { EmulatedWorld } from './emulated-world.ts';

/** `desk explain` and `desk gaps` of a deployed desk, by whoever has the rights of its own account. */

const request = {
  from: 'customer@shop.example',
  to: 'support@help.example.com',
  subject: 'Printer',
  text: 'It prints grey.',
};
const offer = { ...request, subject: 'Offer', headers: { Precedence: 'bulk' } };

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

async function explained(name: string): Promise<string> {
  const before = somebody.said().length;
  const code = await explain([name, ...somebody.place]);
  return `${code}: ${somebody.said().slice(before)}`;
}

const deliveryOf = ({ rawKey }: { rawKey: string }) => rawKey.replace('inbound/', '');

test('a mail on a ticket is found by its Message-ID, its delivery and the ticket', async () => {
  await world.sendMail(request);
  const [ref = ''] = await world.tickets();
  const [message] = (await world.ticket(ref)).messages;
  for (const name of [`<${message?.messageId}>`, deliveryOf(message ?? { rawKey: '' })])
    expect(await explained(name)).toMatch(new RegExp(`^0: It is on ${ref}:\n`));
  expect(await explained(ref)).toMatch(/^0: [^]*customer@shop\.example/);
});

test.each(['PASS', 'FAIL'])(
  'a held mail is found by its own id and its delivery, virus=%s',
  async (virus) => {
    await world.sendMail({ ...offer, headers: { ...offer.headers, 'X-Local-Verdicts': `virus=${virus}` } });
    const [item] = await world.held();
    for (const name of [item?.id ?? '', deliveryOf(item ?? { rawKey: '' })])
      expect(await explained(name)).toContain(`0: It is held as ${item?.id}: ${item?.cause}. `);
  },
);

test('a mail is had as it came', async () => {
  await world.sendMail(request);
  const [ref = ''] = await world.tickets();
  const [message] = (await world.ticket(ref)).messages;
  for (const name of [message?.messageId ?? '', message?.rawKey ?? '']) {
    const before = somebody.said().length;
    expect(await original([name, ...somebody.place])).toBe(0);
    expect(somebody.said().slice(before)).toMatch(/Subject: Printer\r\n[^]*It prints grey\./);
  }
});

test('what never came is unknown', async () => {
  for (const name of ['nobody@shop.example', 'T-0000-0000', 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1'])
    expect(await explained(name)).toMatch(
      /^1: (This desk knows no such mail|The desk has no ticket T-0000-0000)/,
    );
});

test('requests that no article fitted are listed by process', async () => {
  const [, table = ''] = somebody.place;
  const gap = { list: 'gap', process: 'customer-support', ref: 'T-0000-0002', text: 'It hums' } as const;
  await storeIn({ TABLE_NAME: table }).commit([{ kind: 'list_ticket', at: clock(), ...gap }]);
  expect(await gaps(somebody.place)).toBe(0);
  expect(somebody.said()).toMatch(/^customer-support: 1\n {2}[\d-]+ {2}T-0000-0002 {2}It hums$/m);
});
