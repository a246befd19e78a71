import { DatabaseSync } from 'node:sqlite';
import { callSystem } from '../../functions/app/call-system.ts';
import type { EffectName, OutgoingMail } from '../../functions/app/ports.ts';
import { relayOutbox } from '../../functions/app/relay.ts';
import type { EffectPorts } from '../../functions/app/ports.ts';
import { sendMail } from '../../functions/app/send-mail.ts';
import { sweep } from '../../functions/app/sweep.ts';
import type { TakeInDeps } from '../../functions/app/taking-in.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { earliest, instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import type { deskMachines } from '../../local/desk-machines.ts';
import { machineFunctions } from '../../local/desk-machines.ts';
import { localEngine } from '../../local/local-engine.ts';
import { openMachineRunner } from '../../local/machine-runner.ts';
import type { MachineRunner } from '../../local/machine-runner.ts';
import { Killed, mortality } from './mortal-ports.ts';
import type { Fate, Life, PortCall } from './mortal-ports.ts';
import { MINUTE, ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

/** What comes from outside, with the ports of the function that takes it. */
export type Input = (deps: TakeInDeps) => Promise<unknown>;

export interface LambdaWorld {
  world: TicketWorld;
  runner: MachineRunner;
  /** Every call of a port that changes something. */
  calls: PortCall[];
  /** What the mail service has sent, a mail twice where it was asked to twice. */
  sent: OutgoingMail[];
  /** `webhook-id`s under which the other system was called. */
  called: string[];
  /** Given again until the function that takes it has lived through it, as whoever sends it does. */
  give(input: Input): Promise<void>;
  /** Everything that is due until then, each thing at its time. */
  liveUntil(moment: Instant): Promise<void>;
}

export type Stream = 'tries_again' | 'gives_up';

/** A queue of SQS: what its reader died of or could not do yet comes back after a while. */
interface Queue {
  readerOf: (effect: EffectName) => Promise<string>;
  waiting: { effect: EffectName; visibleAt: Instant }[];
  read: (life: Life, effect: EffectName) => Promise<boolean>;
}

/** Whose deaths cannot all be made good: between sending and recording nobody can be sure. */
export const SENDS_WORDS = 'sends a person’s words';
export const SENDS_AUTOMATIC_MAIL = 'sends automatic mail';

const VISIBILITY = 6 * MINUTE;
const SWEEP = 15 * MINUTE;
const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const ALL = 1000;

const storeWrites = [
  'commit',
  'outboxDone',
  'claimDelivery',
  'recordDelivery',
  'spendBudget',
  'nextTurn',
] as const;
const engineCalls = [
  'startProcess',
  'stopProcess',
  'startDeadlines',
  'stopDeadlines',
  'completeStep',
] as const;

/**
 * The functions of the cloud around a store, queues and machines that survive them. One of them is killed at one call
 * of a port; then whatever calls it does what it does in the cloud: SQS hands the message over again, the machine and
 * the stream try again, the sweeper comes every quarter of an hour.
 *
 * @param options.stream what it does with an outbox item whose relay was killed: `gives_up` leaves it to the sweeper.
 * @param options.machines of the desk; compiled once for many worlds.
 */
export function lambdaWorld(options: {
  desk: Desk;
  machines: ReturnType<typeof deskMachines>;
  fate: Fate | null;
  stream: Stream;
}): LambdaWorld {
  const world = ticketWorld({ desk: options.desk });
  const { calls, born } = mortality(options.fate);
  const sent: OutgoingMail[] = [];
  const called: string[] = [];
  const givenUp = new Set<string>();

  const portsOf = (life: Life): TakeInDeps => ({
    ...world.deps,
    store: life('store', world.store, [...storeWrites]),
    blobs: life('blobs', world.deps.blobs, ['put']),
  });
  const runner = openMachineRunner({
    database: new DatabaseSync(':memory:'),
    clock: world.now,
    invoke: (name, payload) => machineFunctions(portsOf(born(`machine calls ${name}`)))(name, payload),
    machines: options.machines,
    randomBytes: world.deps.randomBytes,
  });

  const mails: Queue = {
    readerOf: async ({ ref, seq, index }) => {
      const effect = (await world.store.outboxItem(ref, seq))?.effects[index];
      const isReply = effect?.kind === 'send_mail' && effect.mail.class === 'reply';
      return isReply ? SENDS_WORDS : SENDS_AUTOMATIC_MAIL;
    },
    waiting: [],
    read: async (life, effect) => {
      const send = async (mail: OutgoingMail) => {
        sent.push(mail);
        return { kind: 'sent' as const, messageIds: [`${sent.length}@mail-service.example`] };
      };
      const mailer = life('mailer', { send }, ['send']);
      const outcome = await sendMail({ ...portsOf(life), mailer, pagesUrl: 'https://desk.example' }, effect);
      return outcome.kind !== 'busy';
    },
  };
  const systems: Queue = {
    readerOf: async () => 'calls a system',
    waiting: [],
    read: async (life, effect) => {
      const post = async ({ headers }: { headers: Record<string, string> }) => {
        called.push(headers['webhook-id'] ?? '');
        return { status: 202, body: new Uint8Array() };
      };
      const caller = life('caller', { post }, ['post']);
      const deps = {
        ...portsOf(life),
        caller,
        secrets: async () => [SECRET],
        doorsUrl: 'https://desk.example',
      };
      return (await callSystem(deps, effect)).kind !== 'later';
    },
  };
  const enqueuing = (queue: Queue) => ({
    enqueue: async (effect: EffectName) => void queue.waiting.push({ effect, visibleAt: world.now() }),
  });
  const relayPorts = (life: Life): EffectPorts => ({
    ...portsOf(life),
    engine: life('engine', localEngine(runner), [...engineCalls]),
    mailQueue: life('mailQueue', enqueuing(mails), ['enqueue']),
    callQueue: life('callQueue', enqueuing(systems), ['enqueue']),
  });

  async function workStream(): Promise<boolean> {
    const pending = await world.store.pendingOutbox(instantOf(millisOf(world.now()) + 1), ALL);
    const next = pending.find(({ ref, seq }) => !givenUp.has(`${ref}/${seq}`));
    if (!next) return false;
    const lived = await survives(() => relayOutbox(relayPorts(born('relays')), next));
    if (!lived && options.stream === 'gives_up') givenUp.add(`${next.ref}/${next.seq}`);
    return true;
  }

  async function workQueue(queue: Queue): Promise<boolean> {
    const message = queue.waiting.find(({ visibleAt }) => visibleAt <= world.now());
    if (!message) return false;
    message.visibleAt = instantOf(millisOf(world.now()) + VISIBILITY);
    const life = born(await queue.readerOf(message.effect));
    await survives(async () => {
      if (await queue.read(life, message.effect)) queue.waiting.splice(queue.waiting.indexOf(message), 1);
    });
    return true;
  }

  async function workMachines(): Promise<boolean> {
    const wake = runner.nextWake();
    if (wake === null || wake > world.now()) return false;
    await runner.runDue();
    return true;
  }

  async function sweepIfNeeded(): Promise<void> {
    if (givenUp.size === 0 || millisOf(world.now()) % SWEEP !== 0) return;
    await survives(() => sweep(relayPorts(born('sweeps'))));
    const left = await world.store.pendingOutbox(instantOf(millisOf(world.now()) + 1), ALL);
    const names = new Set(left.map(({ ref, seq }) => `${ref}/${seq}`));
    for (const name of givenUp) if (!names.has(name)) givenUp.delete(name);
  }

  async function work(): Promise<void> {
    while (
      (await workStream()) ||
      (await workQueue(mails)) ||
      (await workQueue(systems)) ||
      (await workMachines())
    )
      continue;
  }

  function nextMoment(): Instant | null {
    const now = millisOf(world.now());
    const sweepAt = givenUp.size > 0 ? instantOf(now - (now % SWEEP) + SWEEP) : null;
    const visible = [...mails.waiting, ...systems.waiting].map(({ visibleAt }) => visibleAt);
    return earliest(sweepAt, runner.nextWake(), ...visible);
  }

  const moveTo = (moment: Instant) => world.wait(Math.max(0, millisOf(moment) - millisOf(world.now())));

  return {
    world,
    runner,
    calls,
    sent,
    called,
    give: async (input) => {
      while (!(await survives(() => input(portsOf(born('takes in')))))) continue;
    },
    liveUntil: async (moment) => {
      for (let next: Instant | null = world.now(); next !== null && next <= moment; next = nextMoment()) {
        moveTo(next);
        await sweepIfNeeded();
        await work();
      }
      moveTo(moment);
    },
  };
}

async function survives(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    if (
      fault instanceof Killed ||
      (fault instanceof AggregateError && fault.errors.some((one) => one instanceof Killed))
    )
      return false;
    throw fault;
  }
}
