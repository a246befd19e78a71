import type { DatabaseSync } from 'node:sqlite';
import type { Caller, Change, EffectName } from '../functions/app/ports.ts';
import { receiveMail } from '../functions/app/receive-mail.ts';
import type { ReceiveDeps } from '../functions/app/read-stored-mail.ts';
import type { TakeInDeps } from '../functions/app/taking-in.ts';
import { queuedEffect, queuedMail } from '../functions/aws/queued-effect.ts';
import { isOwnAddress } from '../functions/core/desk.ts';
import type { Arrivals } from './arrivals.ts';
import type { Worker } from './desk-work.ts';
import type { DurableQueue } from './durable-queue.ts';
import { heldReviewWorker } from './held-review-worker.ts';
import { localEngine } from './local-engine.ts';
import { localMailer } from './local-mailer.ts';
import type { MailEnvelope, MailRelay } from './local-mailer.ts';
import type { MachineRunner } from './machine-runner.ts';
import type { Mailboxes } from './mailboxes.ts';
import { openOutboxWorker } from './outbox-worker.ts';
import { acceptMail } from './post-office.ts';
import type { Accepted } from './post-office.ts';
import { queueWorker } from './queue-worker.ts';
import { giveBackClaims, mailReceipt, makeQueuedCall, sendQueuedMail } from './queued-work.ts';

export interface DeskWorkers {
  /** Hears of every commit. */
  committed(changes: Change[]): void;
  /** The most urgent first: what was accepted is taken in before anything else. */
  inOrder: Worker[];
  accept(raw: Uint8Array, envelope: MailEnvelope & { id?: string }): Promise<Accepted>;
  waiting(): { toBeTakenIn: number; toBeRelayed: number; toBeSent: number };
}

/** What the queues, the stream and the workflow service do in the cloud, each as a worker of this process. */
export async function openDeskWorkers(options: {
  ports: ReceiveDeps;
  database: DatabaseSync;
  runner: MachineRunner;
  mailboxes: Mailboxes;
  relay: MailRelay | null;
  caller: Caller;
  hookSecrets: (hook: string) => string[];
  pagesUrl: string;
  arrivals: Arrivals;
  /** Hears of each mail that has been taken in. */
  takenIn: () => void;
}): Promise<DeskWorkers> {
  const { ports, database, runner, mailboxes } = options;
  const { store, clock, log } = ports;

  const intake = queueWorker({
    database,
    name: 'intake',
    body: mailReceipt,
    perform: async (receipt) => {
      await receiveMail(ports, receipt);
      options.takenIn();
      return null;
    },
    clock,
    log,
  });
  const accept: DeskWorkers['accept'] = (raw, envelope) =>
    acceptMail(
      {
        ...ports,
        isOwnAddress: (address) => isOwnAddress(ports.desk, address),
        mailboxes,
        remember: (receipt) => intake.queue.add(receipt.deliveryId, receipt),
      },
      raw,
      envelope,
    );
  const sending = {
    ...ports,
    pagesUrl: options.pagesUrl,
    mailer: localMailer({ deliver: accept, relay: options.relay, clock }),
  };
  const outgoing = queueWorker({
    database,
    name: 'outgoing',
    body: queuedMail,
    perform: (mail) => sendQueuedMail(sending, mail),
    clock,
    log,
  });
  const calls = queueWorker({
    database,
    name: 'calls',
    body: queuedEffect,
    perform: (call) =>
      makeQueuedCall(
        {
          ...ports,
          caller: options.caller,
          secrets: async (hook) => options.hookSecrets(hook),
          doorsUrl: options.pagesUrl,
        },
        call,
      ),
    clock,
    log,
  });
  await giveBackClaims(store, [...outgoing.queue.all(), ...calls.queue.all()]);
  const outbox = await openOutboxWorker({
    deps: {
      ...ports,
      engine: localEngine(runner),
      mailQueue: enqueuing(outgoing.queue),
      callQueue: enqueuing(calls.queue),
    },
    clock,
  });
  const review = heldReviewWorker({ ...ports, mailQueue: enqueuing(outgoing.queue) });
  return {
    committed: (changes) => {
      outbox.committed(changes);
      review.committed(changes);
    },
    inOrder: [intake, options.arrivals, outbox, outgoing, calls, machineWorker(runner, clock), review],
    accept,
    waiting: () => ({
      toBeTakenIn: intake.queue.size(),
      toBeRelayed: outbox.pending(),
      toBeSent: outgoing.queue.size() + calls.queue.size(),
    }),
  };
}

function enqueuing<Queued extends EffectName>(
  queue: DurableQueue<Queued>,
): { enqueue(effect: Queued): Promise<void> } {
  return {
    enqueue: async (effect) => queue.add(`${effect.ref}/${effect.seq}.${effect.index}`, effect),
  };
}

function machineWorker(runner: MachineRunner, clock: TakeInDeps['clock']): Worker {
  return {
    work: async () => {
      const wake = runner.nextWake();
      if (wake === null || wake > clock()) return false;
      await runner.runDue();
      return true;
    },
    nextWake: () => runner.nextWake(),
  };
}
