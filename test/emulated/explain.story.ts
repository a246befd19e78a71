import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { explain } from '../../local/commands/explain.ts';
import { administrator } from './administrator.ts';
import type { Administrator } from './administrator.ts';
import { openEmulatedWorld } from './emulated-world.ts';
import type { EmulatedWorld } from './emulated-world.ts';

/** `desk explain` about the mail of a deployed desk, by whoever has the rights of its own account. */

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

test('what never came is unknown', async () => {
  for (const name of ['nobody@shop.example', 'T-0000-0000', 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1'])
    expect(await explained(name)).toMatch(
      /^1: (This desk knows no such mail|The desk has no ticket T-0000-0000)/,
    );
});
