import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { readMail } from './read-mail.ts';
import type { MailToRead, ReadMail, Suspension } from './read-mail.ts';

/** What a mail is taken in by; whatever comes back from a thread is copied. */
export type Reading = Pick<ReadMail, 'message' | 'files' | 'suspended'>;

interface MailThread {
  readMail(mail: MailToRead): Promise<Reading>;
  close(): Promise<void>;
}

interface MailThreadOptions {
  /** A module that calls `answerReadings` when it runs in such a thread. */
  script: URL;
  /** How long one mail may take, in milliseconds. */
  deadline?: number;
  /** How much memory its texts may take; bytes that were only decoded do not count. */
  heapMegabytes?: number;
}

const TASK = 'read-mail';
/** A busy computer may take long to start a thread, which is no fault of the mail. */
const LONGEST_START = 60_000;
const NOTHING = new Uint8Array();
const TOO_LATE = Symbol('too late');

/**
 * Reads mails in a thread of its own, one after the other, which can be stopped while it reads: nothing else ends a
 * loop. Reading is linear and bounded as it is; this is for what nobody has thought of. The thread starts with the
 * first mail, a new one takes the place of one that was stopped, and it keeps no process alive.
 *
 * A mail that takes longer than the deadline, or too much memory, is `suspended` for `timed_out`; its header is read
 * under the same deadline, and if that cannot be read either there is only what the receipt says.
 * @throws Error when no thread can be started.
 */
export function mailThread({
  script,
  deadline = 10_000,
  heapMegabytes = 512,
}: MailThreadOptions): MailThread {
  let running: Promise<Worker> | null = null;
  let before: Promise<unknown> = Promise.resolve();

  async function stop(): Promise<void> {
    const worker = await running?.catch(() => null);
    running = null;
    await worker?.terminate();
  }

  /** A thread that is gone, whyever, is not asked again. */
  function start(): Promise<Worker> {
    const starting = startWorker(script, heapMegabytes);
    const forget = () => {
      if (running === starting) running = null;
    };
    starting.then((worker) => worker.once('exit', forget), forget);
    return starting;
  }

  async function ask(mail: MailToRead): Promise<Answer> {
    running ??= start();
    const worker = await running.catch((fault: unknown) => {
      throw new Error('no thread to read mail in', { cause: fault });
    });
    worker.ref();
    const givingUp = new AbortController();
    const timer = setTimeout(() => givingUp.abort(TOO_LATE), deadline);
    const giveUp = () => givingUp.abort();
    worker.once('exit', giveUp);
    try {
      worker.postMessage(mail);
      const [read] = (await once(worker, 'message', { signal: givingUp.signal })) as [Reading];
      worker.unref();
      return { kind: 'read', read };
    } catch (fault) {
      await stop();
      return { kind: 'given_up', why: whyGivenUp(fault, { deadline, heapMegabytes }) };
    } finally {
      clearTimeout(timer);
      worker.off('exit', giveUp);
    }
  }

  async function readOne(mail: MailToRead): Promise<Reading> {
    const whole = await ask(mail);
    if (whole.kind === 'read') return whole.read;
    const givenUp: Suspension = { cause: 'timed_out', explanation: whole.why };
    const header = await ask({ ...mail, givenUp });
    return header.kind === 'read' ? header.read : readMail({ ...mail, raw: NOTHING, givenUp });
  }

  return {
    readMail: (mail) => {
      const reading = before.then(() => readOne(mail));
      before = reading.catch(() => null);
      return reading;
    },
    close: stop,
  };
}

type Answer = { kind: 'read'; read: Reading } | { kind: 'given_up'; why: string };

async function startWorker(script: URL, heapMegabytes: number): Promise<Worker> {
  const worker = new Worker(script, {
    workerData: TASK,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  await once(worker, 'message', { signal: AbortSignal.timeout(LONGEST_START) });
  // What breaks between two mails concerns neither; unheard, it would end the process.
  worker.on('error', () => null);
  worker.unref();
  return worker;
}

function whyGivenUp(
  fault: unknown,
  { deadline, heapMegabytes }: { deadline: number; heapMegabytes: number },
): string {
  const code = fault instanceof Error && 'code' in fault ? fault.code : null;
  if (fault instanceof Error && fault.cause === TOO_LATE)
    return `it could not be read in time, within ${deadline / 1000} s; the original is kept`;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `it could not be read in ${heapMegabytes} MB of memory; the original is kept`;
  return 'whatever read it broke down over it; the original is kept';
}

/** In a thread that was started to read mail: reads what comes. Anywhere else nothing. */
export function answerReadings(read: (mail: MailToRead) => ReadMail = readMail): void {
  if (workerData !== TASK || !parentPort) return;
  const port = parentPort;
  port.on('message', (mail: MailToRead) => {
    const { message, files, suspended } = read(mail);
    const own = files.map(({ bytes }) => ({ bytes: withOwnMemory(bytes) }));
    port.postMessage({ message, files: own, suspended }, [...new Set(own.map(({ bytes }) => bytes.buffer))]);
  });
  port.postMessage('ready');
}

/** What shares its memory with other bytes would take them along. */
function withOwnMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
