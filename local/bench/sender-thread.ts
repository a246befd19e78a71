import { parentPort, workerData } from 'node:worker_threads';
import { openSender } from './smtp-sender.ts';
import type { WireMail } from './smtp-sender.ts';

/** As a busy mail server opens to another. */
const CONNECTIONS = 8;

/** Says `ready`, sends when it hears anything, says `sent`: in a thread of its own, so that the desk's work is counted alone. */
const { port, mails } = workerData as { port: number; mails: WireMail[] };
const senders = await Promise.all(Array.from({ length: CONNECTIONS }, () => openSender(port)));
parentPort?.postMessage('ready');
await new Promise((resolve) => parentPort?.once('message', resolve));
await Promise.all(
  senders.map((send, turn) => send(mails.filter((_mail, index) => index % CONNECTIONS === turn))),
);
parentPort?.postMessage('sent');
