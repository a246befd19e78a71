import { parentPort, workerData } from 'node:worker_threads';
import { sendAll } from './smtp-sender.ts';
import type { WireMail } from './smtp-sender.ts';

/** As a busy mail server opens to another. */
const CONNECTIONS = 8;

const { port, mails }: { port: number; mails: WireMail[] } = workerData;
parentPort?.postMessage('ready');
await new Promise((resolve) => parentPort?.once('message', resolve));
await Promise.all(
  Array.from({ length: CONNECTIONS }, (_, turn) =>
    sendAll(
      port,
      mails.filter((_mail, index) => index % CONNECTIONS === turn),
    ),
  ),
);
parentPort?.postMessage('sent');
