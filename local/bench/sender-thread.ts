import { parentPort, workerData } from 'node:worker_threads';
import type { BenchMail } from './mixed-mails.ts';
import { sendAll } from './smtp-sender.ts';

const { port, mails }: { port: number; mails: BenchMail[] } = workerData;
await sendAll(port, mails);
parentPort?.postMessage('sent');
