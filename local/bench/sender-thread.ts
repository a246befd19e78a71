import { parentPort, workerData } from 'node:worker_threads';
import type { BenchMail } from './mixed-mails.ts';
import { sendAll } from './smtp-sender.ts';

/** As a busy mail server opens to another. */
const CONNECTIONS = 4;

const { port, mails }: { port: number; mails: BenchMail[] } = workerData;
await Promise.all(
  Array.from({ length: CONNECTIONS }, (_, turn) =>
    sendAll(
      port,
      mails.filter((_mail, index) => index % CONNECTIONS === turn),
    ),
  ),
);
parentPort?.postMessage('sent');
