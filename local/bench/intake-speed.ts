import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { simpleParser } from 'mailparser';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import { localClock } from '../clock.ts';
import { openDatabase } from '../database.ts';
import { openDeskSecrets } from '../desk-secrets.ts';
import { memoryBlobs } from '../fresh-blobs.ts';
import { openLocalDesk } from '../local-desk.ts';
import { openSmtpDoor } from '../smtp-door.ts';
import { openSqliteTable } from '../sqlite-table.ts';
import { BENCH_START, ownMailOf, receiptOf } from './bench-receipt.ts';
import { spentOn, timingsOf } from './measuring.ts';
import type { Measured, Spent } from './measuring.ts';
import { onTheWire } from './smtp-sender.ts';
import { answersTo, mixedMails } from './mixed-mails.ts';
import type { BenchMail } from './mixed-mails.ts';

/** No person answers at once. */
const WHEN_ANSWERED = '2026-11-23T09:10:00.000Z';

/**
 * (a) From SMTP to the committed ticket, against parsing alone and storing alone; (b) our reading against mailparser's.
 * Each round does all of them in turn; the first one only warms up.
 */
export async function measureIntake(
  desk: Desk,
  options: { mails: number; rounds: number },
): Promise<Measured[]> {
  const fresh = await mixedMails(options.mails, 42);
  const answers = await answersTo(fresh, 43);
  const rounds: Round[] = [];
  for (let round = 0; round <= options.rounds; round++) rounds.push(await oneRound(desk, fresh, answers));
  const counted = rounds.slice(1);
  const rate = (what: string, name: keyof Round): Measured => {
    const { median, lowest, highest } = timingsOf(counted.map((round) => round[name].wall / options.mails));
    return { what, value: 1000 / median, unit: '/s', range: [1000 / highest, 1000 / lowest] };
  };
  const ratio = (what: string, name: keyof Round, goal: number): Measured => {
    const { median, lowest, highest } = timingsOf(counted.map((round) => round[name].cpu / round.parse.cpu));
    return { what, value: median, unit: 'times', range: [lowest, highest], goal };
  };
  return [
    rate('mails a second, new tickets, SMTP to commit', 'fresh'),
    rate('mails a second, answers, SMTP to commit', 'answers'),
    rate('mails a second, mailparser alone', 'parse'),
    rate('mails a second, storing alone', 'store'),
    ratio('(a) new ticket over SMTP : mailparser alone, CPU', 'fresh', 2.5),
    ratio('(a) answer over SMTP : mailparser alone, CPU', 'answers', 2.5),
    ratio('(b) our reading of a mail : simpleParser, CPU', 'read', 1.3),
  ];
}

type Round = Record<'fresh' | 'answers' | 'parse' | 'read' | 'store', Spent>;

async function oneRound(desk: Desk, fresh: BenchMail[], answers: BenchMail[]): Promise<Round> {
  return {
    ...(await overSmtp(desk, fresh, answers)),
    parse: await spentOn(() => parseAll(fresh)),
    read: await spentOn(() => readAll(desk, fresh)),
    store: await spentOn(await storeAll(desk, fresh)),
  };
}

/**
 * What it takes until all mails are committed, sent over SMTP by another thread. Meanwhile the world's clock stands
 * still, so that the door stays busy: what follows from a mail is done, and not counted, when all are in.
 */
async function overSmtp(
  desk: Desk,
  fresh: BenchMail[],
  answers: BenchMail[],
): Promise<Pick<Round, 'fresh' | 'answers'>> {
  const folder = await mkdtemp(join(tmpdir(), 'stepdesk-bench-'));
  const clock = localClock({ mode: { kind: 'manual' }, startAt: BENCH_START });
  let stoppedAt: number | null = null;
  let taken = 0;
  let enough = Promise.withResolvers<null>();
  let wanted = 0;
  const local = await openLocalDesk({
    folder,
    desk,
    clock,
    pagesUrl: 'http://127.0.0.1:8080',
    world: () => stoppedAt ?? performance.now(),
    log: (event) => {
      if (event === 'message_taken_in' && ++taken === wanted) enough.resolve(null);
    },
  });
  const door = await openSmtpDoor({ ...local, log: () => undefined }, { port: 0 });
  const measure = async (mails: BenchMail[]): Promise<Spent> => {
    enough = Promise.withResolvers<null>();
    wanted = taken + mails.length;
    const sender = new Worker(new URL('./sender-thread.ts', import.meta.url), {
      workerData: { port: door.port, mails: mails.map(onTheWire) },
    });
    await once(sender, 'message');
    stoppedAt = performance.now();
    const sent = once(sender, 'message');
    const { wall, cpu } = await spentOn(async () => {
      sender.postMessage('go');
      await Promise.all([sent, enough.promise]);
    });
    stoppedAt = null;
    await local.settle();
    return { wall, cpu: cpu - Number((await sent)[0]) };
  };
  const spentOnFresh = await measure(fresh);
  await local.advanceTo(WHEN_ANSWERED);
  const result = { fresh: spentOnFresh, answers: await measure(answers) };
  await door.close();
  await local.close();
  await rm(folder, { recursive: true });
  return result;
}

async function parseAll(mails: BenchMail[]): Promise<void> {
  for (const mail of mails) await simpleParser(Buffer.from(mail.raw));
}

function readOne(desk: Desk, { raw, messageId, mailFrom, recipient }: BenchMail) {
  const receipt = receiptOf(messageId, { mailFrom, recipients: [recipient] });
  return readMail({ raw, receipt, own: ownMailOf(desk) });
}

async function readAll(desk: Desk, mails: BenchMail[]): Promise<void> {
  for (const mail of mails) readOne(desk, mail);
}

/** Taking in what was read beforehand: threading and the transaction, nothing else. */
async function storeAll(desk: Desk, mails: BenchMail[]): Promise<() => Promise<void>> {
  const read: InboundMessage[] = [];
  for (const mail of mails) read.push(readOne(desk, mail).message);
  return async () => {
    const database = openDatabase(null);
    const clock = () => BENCH_START;
    const deps = {
      store: tableStore(openSqliteTable(database, clock), clock),
      blobs: memoryBlobs(),
      desk,
      signer: openDeskSecrets(null, []).signer,
      clock,
      randomBytes,
      log: () => undefined,
    };
    for (const message of read) await takeInMessage(deps, message);
    database.close();
  };
}
