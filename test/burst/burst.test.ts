import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, mailText } from '../local/desk-for-tests.ts';
import { startDesk, waitingWork } from '../local/desk-process.ts';
import type { DeskProcess } from '../local/desk-process.ts';

/**
 * 500 mails, and the power is cut again and again, at moments that nobody chose, while they come in and while they are
 * worked off. `CALM_MAILS=1000 npm run test:burst` is a longer one.
 */
const MAILS = Number(process.env['CALM_MAILS'] ?? 500);
const CUTS_WHILE_RECEIVING = 6;
const CUTS_WHILE_WORKING = 4;

const ticketList = z.object({ tickets: z.array(z.object({ ref: z.string() })) });
const ticketDetails = z.object({
  messages: z.array(z.object({ messageId: z.string() })),
  steps: z.array(z.object({ id: z.string(), visit: z.number(), state: z.object({ kind: z.string() }) })),
  outbox: z.array(z.object({ state: z.string() })),
  runs: z.array(z.object({ machine: z.string(), status: z.string() })),
});
const mailbox = z.object({ mails: z.array(z.object({ headers: z.record(z.string(), z.string()) })) });
const mailboxes = z.object({
  mailboxes: z.array(z.object({ agent: z.string().nullable(), mails: z.number() })),
});

const ids = Array.from({ length: MAILS }, (_, index) => `customer@shop-${index}.example`);
/** What was answered with 250. */
const accepted = new Set<string>();
let folder: string;
let desk: DeskProcess;
let tickets: z.infer<typeof ticketDetails>[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-burst-'));
  const ports = { smtpPort: await freePort(), httpPort: await freePort() };
  const cuts: string[] = [];
  async function cut(): Promise<void> {
    await setTimeout(Math.random() * 30);
    await desk.end('SIGKILL');
    cuts.push(`${accepted.size} accepted`);
  }

  while (accepted.size < MAILS) {
    desk = await startDesk({ folder, ports });
    const share = cuts.length < CUTS_WHILE_RECEIVING ? (Math.random() * MAILS) / 4 : MAILS;
    const cutAt = accepted.size + share;
    const sending = sendRest(desk);
    while (accepted.size < Math.min(cutAt, MAILS)) await setTimeout(1);
    await cut();
    await sending;
  }
  for (let cutsMade = 0; cutsMade < CUTS_WHILE_WORKING; cutsMade += 1) {
    desk = await startDesk({ folder, ports });
    const { toBeTakenIn, toBeRelayed, toBeSent } = await desk.read('/_desk/clock', waitingWork);
    cuts.push(`${toBeTakenIn} to be taken in, ${toBeRelayed} to be relayed, ${toBeSent} to be sent`);
    await cut();
  }
  desk = await startDesk({ folder, ports });
  await desk.rested();
  console.log(`The power was cut at: ${cuts.join('; ')}`);
  const { tickets: listed } = await desk.read('/_desk/tickets', ticketList);
  tickets = await Promise.all(listed.map(({ ref }) => desk.read(`/_desk/tickets/${ref}`, ticketDetails)));
});

afterAll(async () => {
  await desk.end('SIGKILL');
  await rm(folder, { recursive: true });
});

describe(`${MAILS} mails and ${CUTS_WHILE_RECEIVING + CUTS_WHILE_WORKING} power cuts`, () => {
  test('each accepted mail is in exactly one ticket', () => {
    const taken = tickets.map(({ messages }) => messages.map(({ messageId }) => messageId).join());
    expect(taken.toSorted()).toEqual(ids.toSorted());
  });

  test('each ticket has a run at its first step and one that waits for its deadline', () => {
    const places = tickets.map(({ steps, runs }) => {
      const visits = steps.map(({ id, visit, state }) => `${id} ${visit} ${state.kind}`);
      const running = runs.filter(({ status }) => status === 'RUNNING').map(({ machine }) => machine);
      return [...visits, ...running.toSorted()].join(', ');
    });
    expect(new Set(places)).toEqual(new Set(['investigate 1 open, customer-support, deadlines']));
  });

  test('each customer has one acknowledgement, of the own mail', async () => {
    const strange: string[] = [];
    for (const id of ids) {
      const { mails } = await desk.read(`/_desk/mailboxes/${id}`, mailbox);
      const answered = mails.map(({ headers }) => headers['in-reply-to']).join();
      if (answered !== `<${id}>`) strange.push(`${id}: ${answered}`);
    }
    expect(strange).toEqual([]);
  });

  test('each ticket was given to one agent, once', async () => {
    const { mailboxes: all } = await desk.read('/_desk/mailboxes', mailboxes);
    const ofAgents = all.filter(({ agent }) => agent !== null).map(({ mails }) => mails);
    expect(ofAgents.reduce((sum, mails) => sum + mails, 0)).toBe(MAILS);
  });

  test('nothing was held back, and nothing is left to be done', async () => {
    expect(await desk.read('/_desk/held', z.unknown())).toEqual({ held: [] });
    const unfinished = tickets.flatMap(({ outbox }) => outbox).filter(({ state }) => state !== 'done');
    expect(unfinished).toEqual([]);
  });
});

/** Sends what has not been accepted yet, some at a time, as mail servers do; what fails stays for the next time. */
async function sendRest({ smtpPort }: DeskProcess): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, pool: true, maxConnections: 5 });
  const send = async (id: string) => {
    const raw = mailText({ id, from: id, subject: `Matter ${id}`, text: `About ${id}` });
    await transport.sendMail({ raw, envelope: { from: id, to: 'support@help.example.com' } });
    accepted.add(id);
  };
  await Promise.allSettled(ids.filter((id) => !accepted.has(id)).map(send));
  transport.close();
}
