import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { clocks } from '../../local/commands/clocks.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import { openWebDoor, webApp } from '../../local/web-door.ts';
import type { WebDoor } from '../../local/web-door.ts';
import { mailText, mondayMorning, openTestDesk } from './desk-for-tests.ts';

let desk: LocalDesk;
let door: WebDoor;
let said = '';

beforeAll(async () => {
  desk = await openTestDesk();
  door = await openWebDoor(webApp(desk), { port: 0 });
  const mail = mailText({ subject: 'Grey prints', text: 'Help!', id: 'one@example.com' });
  const envelope = { mailFrom: 'customer@example.com', recipients: ['support@help.example.com'] };
  await desk.receiveMail(Buffer.from(mail), envelope);
  await desk.settle();
});

afterAll(async () => {
  await door.close();
  await desk.close();
});

beforeEach(() => {
  said = '';
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text: string) => void (said += `${text}\n`));
});

afterEach(() => vi.restoreAllMocks());

const run = (...args: string[]) => clocks([...args, '--http-port', String(door.port)]);

test('the clocks of a ticket are what its history makes of them, also after a day', async () => {
  const [ticket] = desk.tickets();
  expect(await run('rebuild', ticket?.ref ?? '')).toBe(0);
  await desk.advanceTo(mondayMorning.replace('-23T', '-25T'));
  expect(await run('rebuild', ticket?.ref ?? '')).toBe(0);
  expect(said).toMatch(/clocks, as the history makes them/);
});

test('clocks that its history does not make are named', async () => {
  const [ticket] = desk.tickets();
  const ref = ticket?.ref ?? '';
  const { stored = [] } = (await desk.ticketClocks(ref)) ?? {};
  const rebuilt = stored.map((clock) => ({ ...clock, targetMinutes: 1 }));
  vi.spyOn(desk, 'ticketClocks').mockResolvedValue({ stored, rebuilt });
  expect(await run('rebuild', ref)).toBe(1);
  expect(said).toMatch(/first_reply 1: targetMinutes is stored as \d+, the history says 1/);
});

test.each([
  ['a ticket that is not there', ['rebuild', 'T-0000-0000'], 1],
  ['another word', ['mend', 'T-0000-0000'], 2],
  ['no ticket', ['rebuild'], 2],
  ['an option that is not there', ['rebuild', 'T-0000-0000', '--yes'], 2],
])('%s is refused', async (_name, args, code) => {
  expect(await run(...args)).toBe(code);
});
