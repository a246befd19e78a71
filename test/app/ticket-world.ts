import { createHmac } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { completeStep } from '../../functions/app/complete-step.ts';
import type { StepEndOutcome } from '../../functions/app/complete-step.ts';
import { openStep } from '../../functions/app/open-step.ts';
import type { OpenStepOutput } from '../../functions/app/step-entry.ts';
import type { EffectName, Engine, Store, TicketState } from '../../functions/app/ports.ts';
import { relayOutbox } from '../../functions/app/relay.ts';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import type { ReceiveDeps } from '../../functions/app/read-stored-mail.ts';
import type { TakeInOutcome } from '../../functions/app/taking-in.ts';
import { meteredTable } from '../../functions/aws/metered-table.ts';
import type { RequestUnits } from '../../functions/aws/metered-table.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import type { Effect, MailIntent } from '../../functions/core/outbox.ts';
import { stepDefinition } from '../../functions/core/process-template.ts';
import { replyAddress, stepCode } from '../../functions/core/reply-address.ts';
import type { Message, Participant, Step } from '../../functions/core/ticket.ts';
import type { SuspendedItem } from '../../functions/core/suspended-item.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';
import { inboundMail } from '../core/inbound-builders.ts';
import { testMac } from '../core/signer-of-tests.ts';
import { smallDesk } from '../core/small-desk.ts';

/** The use cases on a real store. Machines do not run by themselves: a test enters the steps. */

/** A Monday. */
export const MONDAY = '2026-11-23T09:00:00.000Z';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

interface Answer extends Partial<InboundMessage> {
  /** Whose mail it answers. */
  issuedTo: number;
  sender: string;
  text: string;
  role?: 'reply' | 'note';
  /** The step that the mail was about. */
  about?: Pick<Step, 'id' | 'visit'>;
}

interface Entering {
  definition: object;
  token?: string;
  entered?: Instant;
  retries?: number;
  send?: Record<string, unknown>;
}

export interface TicketWorld {
  deps: ReceiveDeps;
  desk: Desk;
  store: Store;
  blobs: Map<string, Uint8Array>;
  units(): RequestUnits;
  now(): Instant;
  wait(millis: number): void;
  /** The reply address that a participant was given. */
  addressOf(
    ref: string,
    participant: number,
    role?: 'reply' | 'note',
    about?: Pick<Step, 'id' | 'visit'>,
  ): string;
  takeIn(different?: Partial<InboundMessage>): Promise<TakeInOutcome>;
  /** A first mail; its ticket. */
  ask(different?: Partial<InboundMessage>): Promise<string>;
  /** What a sender answers to a mail that the desk sent to a participant. */
  answer(ref: string, given: Answer): Promise<TakeInOutcome>;
  /** What the process machine does when it comes to a step. */
  enter(ref: string, step: string, given: Entering): Promise<OpenStepOutput>;
  complete(ref: string, step: string, outcome: string, visit?: number): Promise<StepEndOutcome>;
  relay(
    ref: string,
    seq: number,
    given: {
      engine: Engine;
      enqueue?: (index: number) => Promise<void>;
      call?: (call: EffectName) => void;
    },
  ): Promise<void>;
  stateOf(ref: string): Promise<TicketState>;
  agent(ref: string, agentId: string): Promise<Participant>;
  step(ref: string, id: string, visit?: number): Promise<Step>;
  messages(ref: string): Promise<Message[]>;
  eventTypes(ref: string): Promise<string[]>;
  /** Everything that was ever put into the ticket's outbox, in order. */
  effects(ref: string): Promise<Effect[]>;
  mails(ref: string): Promise<MailIntent[]>;
  held(): Promise<SuspendedItem[]>;
}

export function ticketWorld(options: { desk?: Desk; around?: (store: Store) => Store } = {}): TicketWorld {
  const { desk = smallDesk, around = (plain: Store) => plain } = options;
  let now = millisOf(MONDAY);
  let drawn = 0;
  let delivered = 0;
  const clock = () => instantOf(now);
  const metered = meteredTable(openSqliteTable(new DatabaseSync(':memory:'), clock));
  const store = around(tableStore(metered.table, clock));
  const blobs = new Map<string, Uint8Array>();
  const deps: ReceiveDeps = {
    store,
    blobs: {
      put: async (key, bytes) => void blobs.set(key, bytes),
      get: async (key) => blobs.get(key) ?? null,
    },
    desk,
    signer: { current: 'b', mac: testMac },
    clock,
    randomBytes: (count) => createHmac('sha256', `draw ${drawn++}`).digest().subarray(0, count),
    log: () => undefined,
    readMail: async (mail) => readMail(mail),
    textRecords: async () => [],
  };

  const stateOf = async (ref: string): Promise<TicketState> => {
    const state = await store.ticket(ref);
    if (!state) throw new Error(`no ticket ${ref}`);
    return state;
  };
  const takeIn = (different: Partial<InboundMessage> = {}): Promise<TakeInOutcome> => {
    delivered += 1;
    const id = `delivery-${delivered}`;
    return takeInMessage(
      deps,
      inboundMail({ deliveryId: id, messageId: `${id}@shop.example`, receivedAt: clock(), ...different }),
    );
  };
  const addressOf: TicketWorld['addressOf'] = (ref, participant, role = 'reply', about) => {
    const step = about ? { step: stepCode(about) } : {};
    return replyAddress({ ref, participant, role, ...step }, desk.mailDomain, 'b', testMac);
  };
  const effects = async (ref: string): Promise<Effect[]> =>
    (await store.outbox(ref, { limit: 500 })).items.flatMap((item) => item.effects);

  return {
    deps,
    desk,
    store,
    blobs,
    units: metered.units,
    now: clock,
    wait: (millis: number) => void (now += millis),
    takeIn,
    addressOf,
    effects,
    stateOf,
    async ask(different) {
      const outcome = await takeIn(different);
      if (outcome.kind !== 'new_ticket') throw new Error(`not a new ticket: ${outcome.kind}`);
      return outcome.ref;
    },
    answer: (ref, given) => {
      const { issuedTo, sender, text, role, about, ...different } = given;
      return takeIn({
        from: { address: sender, name: '' },
        subject: 'Re: Printer',
        text,
        reply: text,
        to: [],
        evidence: { recipients: [addressOf(ref, issuedTo, role, about)], inReplyTo: null, references: [] },
        ...different,
      });
    },
    async enter(ref, step, given) {
      const { definition, token = `token of ${step}`, ...more } = given;
      const { run } = (await stateOf(ref)).ticket.process;
      return openStep(deps, { ref, run, step, definition: stepDefinition.parse(definition), token, ...more });
    },
    complete: (ref, step, outcome, visit = 1) =>
      completeStep(deps, { ref, step, visit, outcome, answers: {}, by: 'desk' }),
    async mails(ref) {
      return (await effects(ref)).flatMap((effect) => (effect.kind === 'send_mail' ? [effect.mail] : []));
    },
    async messages(ref) {
      return (await store.messages(ref, { limit: 500 })).items;
    },
    async eventTypes(ref) {
      return (await store.events(ref, { limit: 500 })).items.map(({ type }) => type);
    },
    async held() {
      return (await store.held({ limit: 100 })).items;
    },
    async agent(ref, agentId) {
      const found = (await stateOf(ref)).participants.find((one) => one.agentId === agentId);
      if (!found) throw new Error(`${agentId} is not on ${ref}`);
      return found;
    },
    async step(ref, id, visit = 1) {
      const found = (await stateOf(ref)).steps.find((one) => one.id === id && one.visit === visit);
      if (!found) throw new Error(`${ref} has no step ${id}#${visit}`);
      return found;
    },
    relay: (ref, seq, given) =>
      relayOutbox(
        {
          ...deps,
          engine: given.engine,
          mailQueue: { enqueue: async ({ index }) => given.enqueue?.(index) },
          callQueue: { enqueue: async (call) => given.call?.(call) },
        },
        { ref, seq },
      ),
  };
}

/** Definitions of steps as a machine brings them. */
export const work = { kind: 'task', owner: 'agent:one', due: '4h', on: { done: 'closed', need_info: 'ask' } };
export const form = (field: string, owner = 'agent:one'): object => ({
  kind: 'form',
  owner,
  due: '3d',
  mandatory: true,
  form: { [field]: { type: 'text', required: true } },
  on: { done: 'join' },
});
export const approval = {
  kind: 'approval',
  owner: 'role:manager',
  due: '1d',
  on: { approved: 'closed', declined: 'closed' },
};
export const question = {
  kind: 'customer',
  expires: { after: '7d', outcome: 'silent' },
  on: { replied: 'work', silent: 'closed' },
};
export const verify = {
  kind: 'verify',
  message: 'replies/verify.liquid',
  expires: { after: '5d', outcome: 'silent' },
  on: { confirmed: 'closed', rejected: 'work', silent: 'closed' },
};
/** Somebody outside is asked. */
export const external = {
  kind: 'external',
  to: 'Service@Vendor.example',
  name: 'Vendor',
  coOwner: 'agent:one',
  message: 'replies/external-request.liquid',
  due: '2d',
  expires: { after: '4d', outcome: 'silent' },
  on: { silent: 'work', answered: 'work' },
};
export const close = (code = 'done'): object => ({ kind: 'close', code });

export const CUSTOMER = 'customer@shop.example';
export const ONE = 'one@team.example';
export const TWO = 'two@team.example';
export const VENDOR = 'service@vendor.example';

/** An engine that only remembers what it was asked. */
export function recordingEngine(): Engine & { calls: string[]; tokens: Map<string, string> } {
  const calls: string[] = [];
  const tokens = new Map<string, string>();
  return {
    calls,
    tokens,
    startProcess: async (_process, ref, { run }) => void calls.push(`start ${ref}-r${run}`),
    stopProcess: async (_process, ref, run) => void calls.push(`stop ${ref}-r${run}`),
    startDeadlines: async (ref, { revision }) => void calls.push(`start ${ref}-d${revision}`),
    stopDeadlines: async (ref, revision) => void calls.push(`stop ${ref}-d${revision}`),
    completeStep: async (token, { outcome }) => {
      if (tokens.has(token)) return 'gone';
      tokens.set(token, outcome);
      return 'completed';
    },
  };
}

/** Performs everything that stands in a ticket's outbox, done or not. */
export async function relayAll(world: TicketWorld, ref: string): Promise<void> {
  const { items } = await world.store.outbox(ref, { limit: 100 });
  for (const { seq } of items) await world.relay(ref, seq, { engine: recordingEngine() });
}
