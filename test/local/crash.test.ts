import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, mailText } from './desk-for-tests.ts';

/** `BURST=500 npx vitest run test/local/crash.test.ts` is the long form. */
const MAILS = Number(process.env['BURST'] ?? 60);

let folder: string;
let ports: { smtp: number; http: number };
let running: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-crash-'));
  ports = { smtp: await freePort(), http: await freePort() };
});

afterEach(async () => {
  running?.kill('SIGKILL');
  if (running) await ended(running);
  await rm(folder, { recursive: true });
});

test('a desk that is killed in the middle of a burst loses no accepted mail and takes none in twice', async () => {
  const ids = Array.from({ length: MAILS }, (_, index) => `mail-${index}@example.com`);
  const accepted = new Set<string>();
  for (const share of [0.2, 0.6, 2]) {
    const desk = await start();
    await sendAll(ids, accepted, () => {
      if (accepted.size >= MAILS * share) desk.kill('SIGKILL');
    });
    if (share < 1) await ended(desk);
  }
  expect(accepted.size).toBe(MAILS);

  const tickets = await settledTickets();
  const details = await Promise.all(tickets.map(({ ref }) => read(`/_desk/tickets/${ref}`)));
  const messageIds = details.flatMap(({ messages }) =>
    messages.map(({ messageId }: { messageId: string }) => messageId),
  );
  expect(messageIds.toSorted()).toEqual(ids.toSorted());
  for (const { steps, outbox } of details) {
    expect(steps).toMatchObject([{ id: 'investigate', visit: 1, state: { kind: 'open' } }]);
    expect(outbox).toMatchObject([
      { state: 'done', deliveries: [{ state: { kind: 'sent' } }] },
      { state: 'done', deliveries: [{ state: { kind: 'sent' } }] },
    ]);
  }
  for (const id of ids) {
    const { mails } = await read(`/_desk/mailboxes/${id}`);
    expect(mails).toMatchObject([{ headers: { 'in-reply-to': `<${id}>` } }]);
  }
});

async function start(): Promise<ChildProcess> {
  const flags = ['--smtp-port', String(ports.smtp), '--http-port', String(ports.http), '--data', folder];
  const desk = spawn(process.execPath, ['local/main.js', 'start', ...flags, '--manual-clock'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = desk;
  let said = '';
  for await (const words of desk.stdout ?? []) {
    said += String(words);
    if (said.includes('Ctrl-C')) break;
  }
  expect(said).toContain(`http://127.0.0.1:${ports.http}`);
  return desk;
}

async function ended(desk: ChildProcess): Promise<void> {
  if (desk.exitCode === null && desk.signalCode === null) await once(desk, 'exit');
}

/** Sends what has not been accepted yet, some at a time, as mail servers do; what fails stays for the next time. */
async function sendAll(ids: string[], accepted: Set<string>, afterEach: () => void): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: ports.smtp, pool: true, maxConnections: 4 });
  const send = async (id: string) => {
    const raw = mailText({ id, from: id, subject: `Matter ${id}`, text: `About ${id}` });
    await transport.sendMail({ raw, envelope: { from: id, to: 'support@help.example.com' } });
    accepted.add(id);
    afterEach();
  };
  await Promise.allSettled(ids.filter((id) => !accepted.has(id)).map(send));
  transport.close();
}

async function settledTickets(): Promise<{ ref: string }[]> {
  for (;;) {
    const { toBeTakenIn, toBeRelayed, toBeSent } = await read('/_desk/clock');
    if (toBeTakenIn + toBeRelayed + toBeSent === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return (await read('/_desk/tickets')).tickets;
}

async function read(path: string) {
  const response = await fetch(`http://127.0.0.1:${ports.http}${path}`);
  return JSON.parse(await response.text());
}
