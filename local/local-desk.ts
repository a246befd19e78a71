import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Caller, Change, Log, Store } from '../functions/app/ports.ts';
import { httpCaller } from '../functions/aws/http-caller.ts';
import { addNote } from '../functions/app/add-note.ts';
import type { NoteOutcome, PageNote } from '../functions/app/add-note.ts';
import { answerStep } from '../functions/app/answer-step.ts';
import type { PageStepAnswer, PageStepAnswered } from '../functions/app/answer-step.ts';
import { migrateTicket } from '../functions/app/migrate-process.ts';
import { tableStore } from '../functions/aws/table-store.ts';
import { textRecords } from '../functions/aws/text-records.ts';
import type { Table } from '../functions/aws/table.ts';
import type { Desk } from '../functions/core/desk.ts';
import type { TicketRef } from '../functions/core/ids.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { Migration } from '../functions/core/migrate-process.ts';
import { openArrivals } from './arrivals.ts';
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
import { openDeskWorkers } from './desk-workers.ts';
import { folderBlobs } from './folder-blobs.ts';
import { heldMail } from './held-mail.ts';
import type { HeldMail } from './held-mail.ts';
import { mailFates } from './mail-fates.ts';
import type { MailFates } from './mail-fates.ts';
import { freshBlobs, memoryBlobs } from './fresh-blobs.ts';
import { listeners } from './listeners.ts';
import type { MailEnvelope, MailRelay } from './local-mailer.ts';
import { openMachineRunner } from './machine-runner.ts';
import { readMailInThread } from './mail-thread.ts';
import { mailboxOwners, openMailboxes } from './mailboxes.ts';
import type { MailboxMail, MailboxOwner, Mailboxes } from './mailboxes.ts';
import { handOfTime } from './hand-of-time.ts';
import type { Accepted } from './post-office.ts';
import { smallBlobs } from './small-blobs.ts';
import { openSqliteTable } from './sqlite-table.ts';

export interface LocalDesk extends DeskView {
  /** Returns when the mail is stored and will be taken in, also after a crash. Throws when it could not be stored. */
  receiveMail(raw: Uint8Array, envelope: MailEnvelope): Promise<Accepted>;
  /** Chat, webhooks and the pages behind the links in mails. */
  doors: Hono;
  /** Who has received mail, and the agents. */
  mailboxes(): MailboxOwner[];
  /** Newest last. */
  mailbox(address: string): Promise<MailboxMail[]>;
  mailFiles: Pick<Mailboxes, 'raw' | 'html' | 'attachment'>;
  heldMail: HeldMail;
  mailFates: MailFates;
  /** Answers a step, or adds a note, for somebody on the ticket, as a page of his would. */
  answerStep(answer: PageStepAnswer): Promise<PageStepAnswered>;
  addNote(note: PageNote): Promise<NoteOutcome>;
  /** Moves an open ticket to what its process says today. */
  migrate(order: { ref: TicketRef; to: string }): Promise<Migration>;
  /** A door has begun to take a mail: other work waits for a moment. */
  mailIsComing(): void;
  /** Until nothing is left to do now. */
  settle(): Promise<void>;
  /** Manual clock only: goes from one due moment to the next, does what is due at each, and ends at `target`. */
  advanceTo(target: Instant): Promise<void>;
  /** When the next thing happens by itself. */
  nextWake(): Instant | null;
  /** Something is being done at this moment. */
  isAtWork(): boolean;
  /** Hears of everything that may have changed what the desk shows; returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** Hears of each mail when it has been taken in; returns how to stop that. */
  onTakenIn(listener: () => void): () => void;
  counters(): { toBeTakenIn: number; toBeRelayed: number; toBeSent: number; transitions: number };
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
  /** Reaches the systems that processes call. */
  caller?: Caller;
  /** Milliseconds of the world, whatever the desk's clock shows: by them the door is quiet. */
  world?: () => number;
  /** For counting what the desk does. */
  observe?: { table?: (table: Table) => Table; invoked?: (functionName: string) => void };
}

/**
 * The whole desk in one process: the same use cases, machines and doors as in the cloud, on one SQLite file and a
 * folder of mails. Whatever was accepted before a crash goes on when the folder is opened again.
 *
 * @throws DataFolderRefused
 */
export async function openLocalDesk(options: LocalDeskOptions): Promise<LocalDesk> {
  const { folder, clock, log, pagesUrl, relay = null, observe = {} } = options;
  // No scanner runs here, and files would wait for it forever.
  const desk = { ...options.desk, attachments: { ...options.desk.attachments, scan: 'none' as const } };
  const database = openDatabase(folder);
  const rememberTime = openClockMemory(database, clock);
  const systems = [...desk.webhooks, ...desk.hooks].map(({ id }) => id);
  const secrets = openDeskSecrets(folder, systems);
  const large = folder === null ? memoryBlobs() : folderBlobs(join(folder, 'blobs'));
  const blobs = freshBlobs(smallBlobs(database, large));
  const mailboxes = openMailboxes(database, blobs);
  const changed = listeners();
  const takenIn = listeners();

  const table = openSqliteTable(database, clock.now);
  const store = announcing(tableStore(observe.table?.(table) ?? table, clock.now), (changes) => {
    workers.committed(changes);
    work.kick();
  });
  const ports = {
    store,
    blobs,
    desk,
    signer: secrets.signer,
    clock: clock.now,
    randomBytes,
    log,
    readMail: readMailInThread,
    textRecords,
  };
  const functions = machineFunctions(ports);
  const runner = openMachineRunner({
    database,
    clock: clock.now,
    invoke: (functionName, payload) => {
      observe.invoked?.(functionName);
      return functions(functionName, payload);
    },
    machines: deskMachines(desk),
  });
  const arrivals = openArrivals(options.world ?? (() => performance.now()));
  const workers = await openDeskWorkers({
    ports,
    database,
    runner,
    mailboxes,
    relay,
    caller: options.caller ?? httpCaller(),
    hookSecrets: secrets.webhookSecrets,
    pagesUrl,
    takenIn: takenIn.tell,
    arrivals,
  });
  const view = openDeskView({ database, store, desk, runner, now: clock.now });
  const work = startDeskWork({
    workers: workers.inOrder,
    clock,
    rested: () => {
      rememberTime();
      changed.tell();
    },
    failed: (fault) => log('work_failed', { fault: fault instanceof Error ? fault.message : String(fault) }),
  });
  work.kick();

  return {
    ...view,
    receiveMail: async (raw, envelope) => {
      const accepted = await workers.accept(raw, envelope);
      arrivals.wake();
      work.kick();
      return accepted;
    },
    doors: deskDoors({ ...ports, webhookSecrets: secrets.webhookSecrets }),
    mailboxes: () => mailboxOwners(mailboxes.addresses(), desk),
    mailbox: (address) => mailboxes.mails(address),
    mailFiles: mailboxes,
    heldMail: heldMail(ports),
    mailFates: mailFates(ports, view),
    answerStep: (answer) => answerStep(ports, answer),
    addNote: (note) => addNote(ports, note),
    migrate: (order) => migrateTicket(ports, { ...order, by: 'desk' }),
    mailIsComing: arrivals.noted,
    settle: () => work.settle(),
    advanceTo: handOfTime(clock, work),
    nextWake: () => work.nextWake(),
    isAtWork: () => work.isAtWork(),
    onChange: changed.add,
    onTakenIn: takenIn.add,
    counters: () => ({ ...workers.waiting(), transitions: runner.transitions }),
    clock,
    desk,
    secrets,
    close: async () => {
      await work.stop();
      try {
        rememberTime();
      } finally {
        database.close();
      }
    },
  };
}

/** The store, telling of each commit: what the table's stream is in the cloud. */
function announcing(store: Store, committed: (changes: Change[]) => void): Store {
  return {
    ...store,
    commit: async (changes) => {
      const outcome = await store.commit(changes);
      if (outcome.kind === 'committed') committed(changes);
      return outcome;
    },
  };
}
