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
import { sideBySide } from './measuring.ts';
import type { Measured } from './measuring.ts';
import { answersTo, mixedMails } from './mixed-mails.ts';
import type { BenchMail } from './mixed-mails.ts';

const START = '2026-11-23T09:00:00.000Z';

/** (a) From SMTP to the committed ticket, against parsing alone and storing alone; (b) our reading against mailparser's. */
export async function measureIntake(desk: Desk, options: { mails: number; rounds: number }): Promise<Measured[]> {
  const fresh = await mixedMails(options.mails, 42);
  const answers = await answersTo(fresh, 43);
  const news: number[] = [];
  const replies: number[] = [];
  const parsing: number[] = [];
  const storing: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const taken = await overSmtp(desk, fresh, answers);
    news.push(taken.fresh / options.mails);
    replies.push(taken.answers / options.mails);
    const alone = await sideBySide(1, {
      parse: () => parseAll(fresh),
      store: await storeAll(desk, fresh),
    });
    parsing.push(alone.parse.median / options.mails);
    storing.push(alone.store.median / options.mails);
  }
  const reading = await sideBySide(options.rounds * 2, {
    mailparser: () => parseAll(fresh),
    ours: () => readAll(desk, fresh),
  });
  const parse = medianOf(parsing);
  return [
    rate('mails a second, new tickets, SMTP to commit', news),
    rate('mails a second, answers, SMTP to commit', replies),
    rate('mails a second, mailparser alone', parsing),
    rate('mails a second, storing alone', storing),
    ratio('(a) new ticket over SMTP : mailparser alone', news, parse, 2.5),
    ratio('(a) answer over SMTP : mailparser alone', replies, parse, 2.5),
    {
      what: '(b) our reading of a mail : simpleParser',
      value: reading.ours.median / reading.mailparser.median,
      unit: 'times',
      range: [reading.ours.lowest / reading.mailparser.median, reading.ours.highest / reading.mailparser.median],
      goal: 1.3,
    },
  ];
}

/** Milliseconds until all mails are committed, sent over SMTP by another thread. */
async function overSmtp(
  desk: Desk,
  fresh: BenchMail[],
  answers: BenchMail[],
): Promise<{ fresh: number; answers: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'stepdesk-bench-'));
  const clock = localClock({ mode: { kind: 'manual' }, startAt: START });
  let taken = 0;
  let enough = Promise.withResolvers<void>();
  let wanted = 0;
  const local = await openLocalDesk({
    folder,
    desk,
    clock,
    pagesUrl: 'http://127.0.0.1:8080',
    log: (event) => {
      if (event === 'message_taken_in' && ++taken === wanted) enough.resolve();
    },
  });
  const door = await openSmtpDoor({ receiveMail: local.receiveMail, log: () => undefined }, { port: 0 });
  const measure = async (mails: BenchMail[]): Promise<number> => {
    enough = Promise.withResolvers<void>();
    wanted = taken + mails.length;
    const sender = new Worker(new URL('./sender-thread.ts', import.meta.url), { workerData: { port: door.port, mails } });
    await once(sender, 'online');
    const before = performance.now();
    await Promise.all([once(sender, 'message'), enough.promise]);
    const took = performance.now() - before;
    await local.settle();
    return took;
  };
  const result = { fresh: await measure(fresh), answers: await measure(answers) };
  await door.close();
  await local.close();
  await rm(folder, { recursive: true });
  return result;
}

async function parseAll(mails: BenchMail[]): Promise<void> {
  for (const mail of mails) await simpleParser(Buffer.from(mail.raw));
}

function readOne(desk: Desk, mail: BenchMail) {
  const { mailDomain } = desk;
  return readMail({
    raw: mail.raw,
    receipt: {
      deliveryId: mail.messageId,
      receivedAt: START,
      mailFrom: mail.mailFrom,
      recipients: [mail.recipient],
      verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
      rawKey: `inbound/${mail.messageId}`,
    },
    own: { mailDomain, addresses: desk.inboxes.map(({ address }) => address), loopId: mailDomain },
  });
}

async function readAll(desk: Desk, mails: BenchMail[]): Promise<void> {
  for (const mail of mails) await readOne(desk, mail);
}

/** Taking in what was read beforehand: threading and the transaction, nothing else. */
async function storeAll(desk: Desk, mails: BenchMail[]): Promise<() => Promise<void>> {
  const read: InboundMessage[] = [];
  for (const mail of mails) read.push((await readOne(desk, mail)).message);
  return async () => {
    const opened = openDatabase(null);
    if (opened.kind === 'refused') throw new Error(opened.reason);
    const clock = () => START;
    const deps = {
      store: tableStore(openSqliteTable(opened.database, clock), clock),
      blobs: memoryBlobs(),
      desk,
      signer: openDeskSecrets(null, []).signer,
      clock,
      randomBytes,
      log: () => undefined,
    };
    for (const message of read) await takeInMessage(deps, message);
    opened.database.close();
  };
}

function medianOf(samples: number[]): number {
  return samples.toSorted((first, second) => first - second)[Math.floor(samples.length / 2)] ?? 0;
}

function rate(what: string, millisEach: number[]): Measured {
  return {
    what,
    value: 1000 / medianOf(millisEach),
    unit: '/s',
    range: [1000 / Math.max(...millisEach), 1000 / Math.min(...millisEach)],
  };
}

function ratio(what: string, millisEach: number[], parse: number, goal: number): Measured {
  return {
    what,
    value: medianOf(millisEach) / parse,
    unit: 'times',
    range: [Math.min(...millisEach) / parse, Math.max(...millisEach) / parse],
    goal,
  };
}
