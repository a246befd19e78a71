import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import type { Log } from '../../functions/app/ports.ts';
import { localClock } from '../clock.ts';
import type { ClockMode } from '../clock.ts';
import { DataFolderRefused } from '../data-folder.ts';
import { isDiskFull } from '../database.ts';
import { openLocalDesk } from '../local-desk.ts';
import type { LocalDesk } from '../local-desk.ts';
import { smtpRelay } from '../local-mailer.ts';
import { openSmtpDoor } from '../smtp-door.ts';
import type { SmtpDoor } from '../smtp-door.ts';
import { openWebDoor, webApp } from '../web-door.ts';
import type { WebDoor } from '../web-door.ts';

const USAGE = `npm start -- [options]
  --smtp-port N     where mail is sent to, 2525
  --http-port N     where the page is, 8080
  --data DIR        where everything is kept, data
  --desk DIR        the desk's own settings, desk
  --speed N         one second of the world is N seconds of the desk
  --manual-clock    time moves only when you move it on the page
  --relay HOST:PORT also send everything to this mail server, for real
  --verbose         say what happens, by name and ids`;

const port = (name: string) =>
  z.coerce
    .number(`write --${name} as a number`)
    .int()
    .min(1, `--${name} is at least 1`)
    .max(65_535, `--${name} is at most 65535`);

const flags = z
  .object({
    'smtp-port': port('smtp-port').default(2525),
    'http-port': port('http-port').default(8080),
    data: z.string().min(1).default('data'),
    desk: z.string().min(1).default('desk'),
    speed: z.coerce
      .number('write --speed as a number')
      .positive('--speed is more than 0')
      .max(100_000)
      .optional(),
    'manual-clock': z.boolean().default(false),
    relay: z
      .string()
      .regex(/^[^:]+:\d+$/, 'write --relay as host:port')
      .optional(),
    verbose: z.boolean().default(false),
  })
  .refine(
    (given) => !(given.speed && given['manual-clock']),
    '--speed and --manual-clock exclude each other',
  );
type Flags = z.infer<typeof flags>;

/**
 * `npm start`: the whole desk on this computer, until Ctrl-C.
 * @returns the exit code, at once; open doors keep the process alive.
 */
export async function start(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const read = readFlags(args);
  if ('problem' in read) return giveUp(`${read.problem}\n\n${USAGE}`);
  const given = read.flags;
  const loaded = loadDesk(resolve(given.desk));
  if (loaded.kind === 'refused')
    return giveUp(
      loaded.faults
        .map(({ file, line, problem, remedy }) => `${file}:${line}: ${problem}\n  ${remedy}`)
        .join('\n'),
    );
  const desk = await openOrGiveUp(given, loaded.desk);
  if (!desk) return 1;
  const opened = await openDoors(desk, given);
  if ('problem' in opened) {
    await desk.close();
    return giveUp(opened.problem);
  }
  console.log(greeting(desk, opened));
  closeOnSignal([opened.smtp, opened.web, desk]);
  return 0;
}

function readFlags(args: string[]): { flags: Flags } | { problem: string } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'smtp-port': { type: 'string' },
        'http-port': { type: 'string' },
        data: { type: 'string' },
        desk: { type: 'string' },
        speed: { type: 'string' },
        'manual-clock': { type: 'boolean' },
        relay: { type: 'string' },
        verbose: { type: 'boolean' },
      },
    });
    const checked = flags.safeParse(values);
    return checked.success
      ? { flags: checked.data }
      : { problem: checked.error.issues.map(({ message }) => message).join('\n') };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function openOrGiveUp(given: Flags, desk: LocalDesk['desk']): Promise<LocalDesk | null> {
  try {
    return await openLocalDesk({
      folder: resolve(given.data),
      desk: withOwnOrigins(desk, given['http-port']),
      clock: localClock({ mode: clockMode(given) }),
      log: given.verbose ? logLine : logFaults,
      pagesUrl: `http://127.0.0.1:${given['http-port']}`,
      relay: given.relay ? smtpRelay(hostAndPort(given.relay)) : null,
    });
  } catch (error) {
    const problem = isDiskFull(error) ? `The disk with ${resolve(given.data)} is full` : refusal(error);
    giveUp(`${problem}. Choose another folder with --data.`);
    return null;
  }
}

function refusal(error: unknown): string {
  if (error instanceof DataFolderRefused) return error.message;
  throw error;
}

/** The demo page of the chat is served here, whatever port was chosen. */
function withOwnOrigins(desk: LocalDesk['desk'], port: number): LocalDesk['desk'] {
  const own = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  return { ...desk, chat: desk.chat.map((widget) => ({ ...widget, origins: [...widget.origins, ...own] })) };
}

interface Doors {
  smtp: SmtpDoor;
  web: WebDoor;
}

async function openDoors(desk: LocalDesk, given: Flags): Promise<Doors | { problem: string }> {
  const smtp = await orBusy('smtp-port', given['smtp-port'], (port) =>
    openSmtpDoor({ ...desk, log: logFaults }, { port }),
  );
  if ('problem' in smtp) return smtp;
  const web = await orBusy('http-port', given['http-port'], (port) => openWebDoor(webApp(desk), { port }));
  if ('problem' in web) {
    await smtp.close();
    return web;
  }
  return { smtp, web };
}

async function orBusy<Door>(
  flag: string,
  port: number,
  open: (port: number) => Promise<Door>,
): Promise<Door | { problem: string }> {
  try {
    return await open(port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE')
      return { problem: `Port ${port} is in use by another program. Choose another one with --${flag}.` };
    if (code === 'EACCES')
      return {
        problem: `Port ${port} needs more rights than you have. Choose one over 1023 with --${flag}.`,
      };
    throw error;
  }
}

function greeting(desk: LocalDesk, { smtp, web }: Doors): string {
  const [inbox] = desk.desk.inboxes;
  return [
    `${desk.desk.name} is open.`,
    '',
    `  Page   http://127.0.0.1:${web.port}`,
    `  Mail   smtp://127.0.0.1:${smtp.port}   (write to ${inbox?.address ?? `anything@${desk.desk.mailDomain}`})`,
    `  Clock  ${clockWords(desk)}`,
    '',
    'Ctrl-C closes it; everything goes on where it was at the next start.',
  ].join('\n');
}

function clockWords({ clock }: LocalDesk): string {
  switch (clock.mode.kind) {
    case 'real':
      return `runs with the world's, ${clock.now()}`;
    case 'scaled':
      return `runs ${clock.mode.speed} times as fast, ${clock.now()}`;
    case 'manual':
      return `stands still until you move it, ${clock.now()}`;
  }
}

function clockMode(given: Flags): ClockMode {
  if (given['manual-clock']) return { kind: 'manual' };
  return given.speed ? { kind: 'scaled', speed: given.speed } : { kind: 'real' };
}

function hostAndPort(relay: string): { host: string; port: number } {
  const [host = '', port = ''] = relay.split(':');
  return { host, port: Number(port) };
}

const logLine: Log = (event, ids) => console.error(JSON.stringify({ event, ...ids }));

const logFaults: Log = (event, ids) => {
  if ('fault' in ids) logLine(event, ids);
};

/** Open chats and pages are cut off, mail that is being received is finished or refused; then the files are closed. */
function closeOnSignal(parts: { close(): Promise<void> }[]): void {
  const close = async () => {
    try {
      for (const part of parts) await part.close();
      process.exit(0);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      process.exit(giveUp('The disk is full. What was accepted is kept; make room before the next start.'));
    }
  };
  process.once('SIGINT', () => void close());
  process.once('SIGTERM', () => void close());
}

function giveUp(words: string): number {
  console.error(words);
  return 1;
}
