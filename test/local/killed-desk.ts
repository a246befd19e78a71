import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Desk } from '../../functions/core/desk.ts';
import type { Instant } from '../../functions/core/instant.ts';
import { localClock } from '../../local/clock.ts';
import type { LocalClock } from '../../local/clock.ts';
import { openLocalDesk } from '../../local/local-desk.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import type { MailEnvelope } from '../../local/local-mailer.ts';
import type { ReceivedCall } from '../stories/world.ts';
import { deskOutcome } from './desk-outcome.ts';
import { mondayMorning } from './desk-for-tests.ts';
import { watchWrites } from './written-so-far.ts';
import type { WrittenSoFar } from './written-so-far.ts';

/** What comes to the desk from outside. Whoever got no answer gives it again, byte by byte the same. */
export type Input =
  | { kind: 'mail'; raw: Uint8Array; envelope: MailEnvelope }
  | { kind: 'request'; path: string; init: RequestInit }
  | { kind: 'time'; to: Instant };

export interface Story {
  desk: Desk;
  /** What happens next, after `told` stages; null at the end. */
  next(world: { desk: LocalDesk; calls: ReceivedCall[] }, told: number): Promise<Stage | null>;
}

export interface Stage {
  name: string;
  input: Input;
}

/** A moment between two writes or sends, and what a kill at that moment leaves. */
export interface Boundary {
  name: string;
  stage: number;
  at: Instant;
  written: WrittenSoFar;
  /** Whoever gave the stage's input knows that it was taken. */
  isAnswered: boolean;
  /** How many calls have reached other systems. */
  calls: number;
}

export interface Told {
  desk: Desk;
  stages: Stage[];
  /** How things stood before the first stage, and after each. */
  ends: unknown[];
  calls: ReceivedCall[];
  boundaries: Boundary[];
  /** Every file of the folder, the log in its full length. */
  files: Map<string, Uint8Array>;
}

/** Somebody answers again and again, and nothing comes of it. */
const MOST_STAGES = 50;

const ALWAYS = ['desk.sqlite', 'secrets.json'];
const LOG = 'desk.sqlite-wal';

/** Tells a story to a desk that nobody kills, and notes each boundary on the way. */
export async function tell(story: Story): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'stepdesk-told-'));
  const told: Told = { desk: story.desk, stages: [], ends: [], calls: [], boundaries: [], files: new Map() };
  const clock = localClock({ mode: { kind: 'manual' }, startAt: mondayMorning });
  let written: WrittenSoFar = { log: 0, blobs: [] };
  let isAnswered = false;
  const note = () => {
    const stage = Math.max(told.stages.length - 1, 0);
    const name = `${told.boundaries.length}: ${told.stages.at(-1)?.name ?? 'the desk opens'}`;
    const at = clock.now();
    told.boundaries.push({ name, stage, at, written, isAnswered, calls: told.calls.length });
  };
  const endWatch = watchWrites(folder, (now) => {
    written = now;
    note();
  });
  try {
    const desk = await open({ folder, desk: story.desk, clock, calls: told.calls, called: note });
    const rest = async () => void told.ends.push(await outcomeAtRest(desk, told.calls));
    await rest();
    for (let stage = await story.next({ desk, calls: told.calls }, 0); stage;) {
      if (told.stages.length === MOST_STAGES) throw new Error(`the story has no end: ${stage.name}`);
      isAnswered = false;
      told.stages.push(stage);
      await give(desk, stage.input);
      isAnswered = true;
      note();
      await rest();
      stage = await story.next({ desk, calls: told.calls }, told.stages.length);
    }
    for (const name of [...ALWAYS, LOG, ...blobPaths(written)])
      told.files.set(name, await readFile(join(folder, name)));
    await desk.close();
  } finally {
    endWatch();
    await rm(folder, { recursive: true });
  }
  return told;
}

/** Opens what a kill at the boundary has left, as `npm start` does, and holds what comes of it against the story. */
export async function goOnFrom(told: Told, boundary: Boundary): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stepdesk-killed-'));
  await layOut(folder, told, boundary);
  const calls = told.calls.slice(0, boundary.calls);
  const clock = localClock({ mode: { kind: 'manual' }, startAt: boundary.at });
  const desk = await open({ folder, desk: told.desk, clock, calls });
  try {
    const input = told.stages[boundary.stage]?.input;
    const before = told.ends[boundary.stage];
    const end = told.ends[boundary.stage + 1];
    const now = await outcomeAtRest(desk, calls);
    if (boundary.isAnswered) expect(now, boundary.name).toEqual(end);
    else if (input?.kind !== 'time') expect([before, end], boundary.name).toContainEqual(now);
    if (boundary.isAnswered || !input) return;
    await give(desk, input);
    expect(await outcomeAtRest(desk, calls), `${boundary.name}, given again`).toEqual(end);
  } finally {
    await desk.close();
    await rm(folder, { recursive: true });
  }
}

async function outcomeAtRest(desk: LocalDesk, calls: ReceivedCall[]): Promise<unknown> {
  await desk.settle();
  return deskOutcome(desk, calls);
}

function blobPaths({ blobs }: WrittenSoFar): string[] {
  return blobs.map((blob) => join('blobs', blob));
}

async function layOut(folder: string, { files }: Told, { written }: Boundary): Promise<void> {
  for (const name of [...ALWAYS, ...blobPaths(written)]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), files.get(name) ?? '');
  }
  await writeFile(join(folder, LOG), files.get(LOG)?.subarray(0, written.log) ?? '');
}

/** Other systems take every call and say nothing yet. */
function open(options: {
  folder: string;
  desk: Desk;
  clock: LocalClock;
  calls: ReceivedCall[];
  called?: () => void;
}): Promise<LocalDesk> {
  const { folder, desk, clock, calls, called = () => undefined } = options;
  return openLocalDesk({
    folder,
    desk,
    clock,
    log: () => undefined,
    pagesUrl: 'http://127.0.0.1:8080',
    caller: {
      post: async ({ headers, body }) => {
        calls.push({ headers, body: JSON.parse(new TextDecoder().decode(body)) as ReceivedCall['body'] });
        called();
        return { status: 202, body: new Uint8Array() };
      },
    },
  });
}

async function give(desk: LocalDesk, input: Input): Promise<void> {
  switch (input.kind) {
    case 'mail':
      await desk.receiveMail(input.raw, input.envelope);
      return;
    case 'request':
      await desk.doors.request(input.path, input.init);
      return;
    case 'time':
      await desk.advanceTo(input.to);
  }
}
