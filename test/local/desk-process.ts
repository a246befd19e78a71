import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as z from 'zod';
import { freePort } from './desk-for-tests.ts';

/** A desk as `npm start` opens it, in a process of its own. */
export interface DeskProcess {
  smtpPort: number;
  httpPort: number;
  /** As a power cut, or as Ctrl-C; returns when the process has ended. */
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** What the desk answers at this path, as far as `shape` looks at it. */
  read<Shape>(path: string, shape: z.ZodType<Shape>): Promise<Shape>;
  /** The same, of what it answers to these bytes. */
  readOf<Shape>(path: string, bytes: Uint8Array, shape: z.ZodType<Shape>): Promise<Shape>;
  /** Until everything that was accepted has been taken in, relayed and sent. */
  rested(): Promise<void>;
}

export const waitingWork = z.object({
  toBeTakenIn: z.number(),
  toBeRelayed: z.number(),
  toBeSent: z.number(),
});
/** Runs that are due are work, too, and so are functions that a run has called. */
const unrest = waitingWork.extend({ now: z.string(), nextWake: z.string().nullable(), atWork: z.boolean() });

/** @throws Error with all that the desk said, when it ends instead of opening. */
export async function startDesk(options: {
  folder: string;
  flags?: string[];
  ports?: { smtpPort: number; httpPort: number };
}): Promise<DeskProcess> {
  const { folder, flags = [] } = options;
  const { smtpPort, httpPort } = options.ports ?? { smtpPort: await freePort(), httpPort: await freePort() };
  const args = ['--smtp-port', String(smtpPort), '--http-port', String(httpPort), '--data', folder, ...flags];
  const desk = spawn(process.execPath, ['local/main.js', 'start', ...args], { stdio: 'pipe' });
  const ended = once(desk, 'exit');
  let said = '';
  desk.stderr.on('data', (words) => (said += String(words)));
  await new Promise<void>((resolve, reject) => {
    desk.stdout.on('data', (words) => {
      said += String(words);
      if (said.includes('Ctrl-C')) resolve();
    });
    void ended.then(() => reject(new Error(`the desk did not open: ${said}`)));
  });

  async function ask<Shape>(path: string, shape: z.ZodType<Shape>, init?: RequestInit): Promise<Shape> {
    const response = await fetch(`http://127.0.0.1:${httpPort}${path}`, init);
    return shape.parse(await response.json());
  }
  const read: DeskProcess['read'] = (path, shape) => ask(path, shape);
  return {
    smtpPort,
    httpPort,
    read,
    readOf: (path, bytes, shape) => ask(path, shape, { method: 'POST', body: new Uint8Array(bytes) }),
    end: async (signal) => {
      desk.kill(signal);
      await ended;
    },
    rested: async () => {
      for (;;) {
        const { toBeTakenIn, toBeRelayed, toBeSent, now, nextWake, atWork } = await read(
          '/_desk/clock',
          unrest,
        );
        const isDue = nextWake !== null && nextWake <= now;
        if (toBeTakenIn + toBeRelayed + toBeSent === 0 && !isDue && !atWork) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}
