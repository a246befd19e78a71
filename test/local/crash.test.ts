import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, mailText, openTestDesk } from './desk-for-tests.ts';
import { startDesk } from './desk-process.ts';

const MAILS = 60;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-crash-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('a desk that is killed in the middle of a burst loses no accepted mail and does nothing twice', async () => {
  const ports = { smtpPort: await freePort(), httpPort: await freePort() };
  const ids = Array.from({ length: MAILS }, (_, index) => `mail@shop-${index}.example`);
  const accepted = new Set<string>();
  for (const killedAt of [MAILS * 0.2, MAILS * 0.6, Infinity]) {
    const desk = await startDesk({ folder, ports, flags: ['--manual-clock'] });
    const killed: Promise<void>[] = [];
    await sendAll(ports.smtpPort, { ids, accepted }, () => {
      if (accepted.size >= killedAt && killed.length === 0) killed.push(desk.end('SIGKILL'));
    });
    await (killed[0] ?? desk.end('SIGINT'));
  }
  expect(accepted.size).toBe(MAILS);

  const desk = await openTestDesk({ folder });
  await desk.settle();
  const details = await Promise.all(desk.tickets().map(({ ref }) => desk.ticketDetails(ref)));
  const messageIds = details.flatMap((ticket) => ticket?.messages.map(({ messageId }) => messageId) ?? []);
  expect(messageIds.toSorted()).toEqual(ids.toSorted());
  const done = { state: 'done', deliveries: [] };
  const sentOnce = { state: 'done', deliveries: [{ state: { kind: 'sent' } }] };
  for (const ticket of details) {
    expect(ticket?.steps).toMatchObject([{ id: 'investigate', visit: 1, state: { kind: 'open' } }]);
    expect(ticket?.outbox).toMatchObject([done, sentOnce, sentOnce]);
  }
  for (const id of ids)
    expect(await desk.mailbox(id)).toMatchObject([{ headers: { 'in-reply-to': `<${id}>` } }]);
  await desk.close();
});

/** Sends what has not been accepted yet, some at a time, as mail servers do; what fails stays for the next time. */
async function sendAll(
  port: number,
  { ids, accepted }: { ids: string[]; accepted: Set<string> },
  afterEach: () => void,
): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: 4 });
  const send = async (id: string) => {
    const raw = mailText({ id, from: id, subject: `Matter ${id}`, text: `About ${id}` });
    await transport.sendMail({ raw, envelope: { from: id, to: 'support@help.example.com' } });
    accepted.add(id);
    afterEach();
  };
  await Promise.allSettled(ids.filter((id) => !accepted.has(id)).map(send));
  transport.close();
}
