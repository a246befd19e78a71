import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Clock, Log, Store } from '../functions/app/ports.ts';
import { receiveMail } from '../functions/app/receive-mail.ts';
import { tableStore } from '../functions/aws/table-store.ts';
import { isOwnAddress } from '../functions/core/desk.ts';
import type { Desk } from '../functions/core/desk.ts';
import type { Instant } from '../functions/core/instant.ts';
import { openClockMemory } from './clock-memory.ts';
import type { LocalClock } from './clock.ts';
import { openDatabase } from './database.ts';
import { deskDoors } from './desk-doors.ts';
import { deskMachines, machineFunctions } from './desk-machines.ts';
import { openDeskSecrets } from './desk-secrets.ts';
import type { DeskSecrets } from './desk-secrets.ts';
import { openDeskView } from './desk-view.ts';
import type { DeskView } from './desk-view.ts';
import { startDeskWork } from './desk-work.ts';
import { folderBlobs } from './folder-blobs.ts';
import { freshBlobs, memoryBlobs } from './fresh-blobs.ts';
import { localEngine } from './local-engine.ts';
import { localMailer } from './local-mailer.ts';
import type { MailEnvelope, MailRelay } from './local-mailer.ts';
import { openMachineRunner } from './machine-runner.ts';
import { openMailboxes } from './mailboxes.ts';
import type { MailboxMail, Mailboxes } from './mailboxes.ts';
import { openOutboxWorker } from './outbox-worker.ts';
import { acceptMail } from './post-office.ts';
import type { Accepted } from './post-office.ts';
import { queueWorker } from './queue-worker.ts';
import { mailReceipt, mailToSend, sendQueuedMail } from './queued-mail.ts';
import { openSqliteTable } from './sqlite-table.ts';

export interface LocalDesk extends DeskView {
  /** Returns when the mail is stored and will be taken in, also after a crash. Throws when it could not be stored. */
  receiveMail(raw: Uint8Array, envelope: MailEnvelope): Promise<Accepted>;
  /** Chat, webhooks and the pages behind the links in mails. */
  doors: Hono;
  /** Who has received mail, and the agents. */
  mailboxes(): { address: string; mails: number; latest: Instant | null; agent: string | null }[];
  mailbox(address: string): Promise<MailboxMail[]>;
  mailFiles: Pick<Mailboxes, 'raw' | 'html' | 'attachment'>;
  /** Until nothing is left to do now. */
  settle(): Promise<void>;
  /** Manual clock only: goes from one due moment to the next, does what is due at each, and ends at `target`. */
  advanceTo(target: Instant): Promise<void>;
  /** When the next thing happens by itself. */
  nextWake(): Instant | null;
  /** Hears of everything that may have changed what the desk shows; returns how to stop that. */
  onChange(listener: () => void): () => void;
  counters(): { waitingToBeTakenIn: number; waitingToBeRelayed: number; waitingToBeSent: number; transitions: number };
  clock: LocalClock;
  desk: Desk;
  secrets: DeskSecrets;
  /** Ends after the piece of work that is being done. */
  close(): Promise<void>;
}

export interface LocalDeskOptions {
  /** null: in memory. */
  folder: string | null;
  desk: Desk;
  clock: LocalClock;
  log: Log;
  /** Where the doors are reached, without a slash at the end: the beginning of links in mails. */
  pagesUrl: string;
  /** Also sends everything that the desk sends to a real mail server. */
  relay?: MailRelay | null;
}

/** The folder cannot be used; its message says why, to people. */
export class DataFolderRefused extends Error {}

/**
 * The whole desk in one process: the same use cases, machines and doors as in the cloud, on one SQLite file and a
 * folder of mails. Whatever was accepted before a crash goes on when the folder is opened again.
 *
 * @throws DataFolderRefused
 */
export async function openLocalDesk(options: LocalDeskOptions): Promise<LocalDesk> {
  const { folder, desk, clock, log, pagesUrl } = options;
  const opened = openDatabase(folder);
  if (opened.kind === 'refused') throw new DataFolderRefused(opened.reason);
  const { database } = opened;
  const now: Clock = () => clock.now();
  const rememberTime = openClockMemory(database, clock);
  const secrets = openDeskSecrets(folder, desk.webhooks.map(({ id }) => id));
  const blobs = freshBlobs(folder === null ? memoryBlobs() : folderBlobs(join(folder, 'blobs')));
  const mailboxes = openMailboxes(database, blobs);
  const listeners = new Set<() => void>();

  const store = announcing(tableStore(openSqliteTable(database, now), now), (changes) => {
    outbox.committed(changes);
    work.kick();
  });
  const ports = { store, blobs, desk, signer: secrets.signer, clock: now, randomBytes, log };
  const runner = openMachineRunner({
    database,
    clock: now,
    invoke: machineFunctions(ports),
    machines: deskMachines(desk),
  });

  const intake = queueWorker({
    database,
    name: 'intake',
    body: mailReceipt,
    perform: async (receipt) => {
      await receiveMail(ports, receipt);
      return null;
    },
    clock: now,
    log,
  });
  const mailer = localMailer({
    deliver: async (raw, envelope) => void (await deliver(raw, envelope)),
    relay: options.relay ?? null,
    clock: now,
    randomBytes,
  });
  const outgoing = queueWorker({
    database,
    name: 'outgoing',
    body: mailToSend,
    perform: (mail) => sendQueuedMail({ ...ports, mailer, pagesUrl }, mail),
    clock: now,
    log,
  });
  const outbox = await openOutboxWorker({
    deps: {
      store,
      engine: localEngine(runner),
      mailQueue: { enqueue: async (mail) => outgoing.queue.add(`${mail.ref}/${mail.seq}.${mail.index}`, mail) },
      log,
    },
    clock: now,
    store,
  });
  const machines = {
    work: async () => {
      const wake = runner.nextWake();
      if (wake === null || wake > now()) return false;
      await runner.runDue();
      return true;
    },
    nextWake: () => runner.nextWake(),
  };
  const work = startDeskWork({
    workers: [intake, outbox, outgoing, machines],
    clock,
    rested: () => {
      rememberTime();
      for (const listener of listeners) listener();
    },
    failed: (fault) => {
      throw fault;
    },
  });

  function deliver(raw: Uint8Array, envelope: MailEnvelope): Promise<Accepted> {
    const remember = intake.queue;
    return acceptMail(
      {
        isOwnAddress: (address) => isOwnAddress(desk, address),
        blobs,
        mailboxes,
        remember: (receipt) => remember.add(receipt.deliveryId, receipt),
        clock: now,
        randomBytes,
      },
      raw,
      envelope,
    );
  }

  let advancing = Promise.resolve();
  async function advance(target: Instant): Promise<void> {
    if (clock.mode.kind !== 'manual') throw new Error('only a manual clock is moved by hand');
    await work.settle();
    for (let wake = work.nextWake(); wake !== null && wake <= target; wake = work.nextWake()) {
      if (wake <= now()) throw new Error(`work that was due at ${wake} is still not done`);
      clock.moveTo(wake);
      await work.settle();
    }
    clock.moveTo(target);
    await work.settle();
  }

  work.kick();
  return {
    ...openDeskView({ database, store, desk, runner, now }),
    receiveMail: async (raw, envelope) => {
      const accepted = await deliver(raw, envelope);
      work.kick();
      return accepted;
    },
    doors: deskDoors({ ...ports, webhookSecrets: secrets.webhookSecrets }),
    mailboxes: () => withAgents(mailboxes.addresses(), desk),
    mailbox: (address) => mailboxes.mails(address),
    mailFiles: mailboxes,
    settle: () => work.settle(),
    advanceTo: (target) => {
      advancing = advancing.catch(() => undefined).then(() => advance(target));
      return advancing;
    },
    nextWake: () => work.nextWake(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    counters: () => ({
      waitingToBeTakenIn: intake.queue.size(),
      waitingToBeRelayed: outbox.pending(),
      waitingToBeSent: outgoing.queue.size(),
      transitions: runner.transitions,
    }),
    clock,
    desk,
    secrets,
    close: async () => {
      await work.stop();
      rememberTime();
      database.close();
    },
  };
}

/** The store, telling of each commit: what the table's stream is in the cloud. */
function announcing(store: Store, committed: (changes: Parameters<Store['commit']>[0]) => void): Store {
  return {
    ...store,
    commit: async (changes) => {
      const outcome = await store.commit(changes);
      if (outcome.kind === 'committed') committed(changes);
      return outcome;
    },
  };
}

function withAgents(received: ReturnType<Mailboxes['addresses']>, desk: Desk): ReturnType<LocalDesk['mailboxes']> {
  const agents = new Map(desk.agents.map(({ id, address }) => [address.toLowerCase(), id]));
  const silent = [...agents.keys()].filter((address) => !received.some((one) => one.address === address));
  return [
    ...received.map((one) => ({ ...one, agent: agents.get(one.address) ?? null })),
    ...silent.map((address) => ({ address, mails: 0, latest: null, agent: agents.get(address) ?? null })),
  ].toSorted((first, second) => first.address.localeCompare(second.address));
}
