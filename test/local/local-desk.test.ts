import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mailText, openTestDesk } from './desk-for-tests.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-desk-'));
});

afterEach(() => rm(folder, { recursive: true }));

const envelope = { mailFrom: 'customer@example.com', recipients: ['support@help.example.com'] };
const bytes = (id: string) => Buffer.from(mailText({ id, subject: 'Grey prints', text: 'Help!' }));

test('a desk that is opened again knows its tickets, its mails and its time, and goes on', async () => {
  const first = await openTestDesk({ folder });
  await first.receiveMail(bytes('a@example.com'), envelope);
  await first.advanceTo('2026-11-23T10:59:00.000Z');
  const [before] = first.tickets();
  await first.close();

  const second = await openTestDesk({ folder });
  expect(second.clock.now()).toBe('2026-11-23T10:59:00.000Z');
  expect(second.tickets()).toEqual([before]);
  expect(await second.mailbox('customer@example.com')).toHaveLength(1);
  await second.advanceTo('2026-11-23T11:01:00.000Z');
  const details = await second.ticketDetails(before?.ref ?? '');
  expect(details?.ticket.fired).toContain('step:investigate#1:0');
  await second.close();
});

test('a mail that was accepted and not yet taken in is taken in by the next desk', async () => {
  const first = await openTestDesk({ folder });
  await first.receiveMail(bytes('b@example.com'), envelope);
  await first.close();
  const second = await openTestDesk({ folder });
  await second.settle();
  expect(second.tickets()).toHaveLength(1);
  expect(second.counters()).toMatchObject({ toBeTakenIn: 0, toBeRelayed: 0, toBeSent: 0 });
  await second.close();
});

test('the same mail delivered twice is one ticket', async () => {
  const desk = await openTestDesk();
  await desk.receiveMail(bytes('c@example.com'), envelope);
  await desk.receiveMail(bytes('c@example.com'), envelope);
  await desk.settle();
  expect(desk.tickets()).toHaveLength(1);
  expect(await desk.mailbox('customer@example.com')).toHaveLength(1);
  await desk.close();
});

test('whoever listens hears of changes until he stops', async () => {
  const desk = await openTestDesk();
  let heard = 0;
  const stop = desk.onChange(() => (heard += 1));
  await desk.receiveMail(bytes('d@example.com'), envelope);
  await desk.settle();
  expect(heard).toBeGreaterThan(0);
  const until = heard;
  stop();
  await desk.advanceTo('2026-11-23T12:00:00.000Z');
  expect(heard).toBe(until);
  await desk.close();
});
