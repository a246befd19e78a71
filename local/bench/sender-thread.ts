import { parentPort, workerData } from 'node:worker_threads';
import { cpuMillis } from './measuring.ts';
import { openSender } from './smtp-sender.ts';
import type { WireMail } from './smtp-sender.ts';

/** As a busy mail server opens to another. */
const CONNECTIONS = 8;

/** Says `ready`, sends when it hears anything, says how many milliseconds of work that was: none of the desk's. */
const { port, mails } = workerData as { port: number; mails: WireMail[] };
const senders = await Promise.all(Array.from({ length: CONNECTIONS }, () => openSender(port)));
parentPort?.postMessage('ready');
await new Promise((resolve) => parentPort?.once('message', resolve));
const before = cpuMillis(process.threadCpuUsage());
await Promise.all(
  senders.map((send, turn) => send(mails.filter((_mail, index) => index % CONNECTIONS === turn))),
);
parentPort?.postMessage(cpuMillis(process.threadCpuUsage()) - before);
