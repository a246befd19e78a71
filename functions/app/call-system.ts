import { readCallAnswer } from '../core/call-answer.ts';
import type { Desk, Hook } from '../core/desk.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { Delivery, OutgoingCall } from '../core/outbox.ts';
import type { CallStep } from '../core/process-template.ts';
import type { Step } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { signDelivery } from '../intake/webhook-signature.ts';
import { completeStep } from './complete-step.ts';
import type { Caller, Clock, EffectName, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

export interface CallDeps {
  store: Store;
  caller: Caller;
  /** `whsec_…` of a hook, at most two, the newest first; none for one that nobody has given any. */
  secrets: (hook: string) => Promise<string[]>;
  desk: Desk;
  clock: Clock;
  /** Where callbacks come back to, without a slash at the end. */
  doorsUrl: string;
  log: Log;
}

export type CallOutcome =
  | { kind: 'answered'; outcome: string }
  /** It has the request and will call back, or was only to be told. */
  | { kind: 'accepted' }
  | { kind: 'failed'; reason: string }
  /** It was done with before, or nobody waits for it any more. */
  | { kind: 'settled' }
  /** Not done: somebody else is at it, or the system could not be reached. Ask again at that time. */
  | { kind: 'later'; until: Instant; reason: string };

/** Tries, each twice as long after the one before as that was after its own: about an hour in all. */
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 30_000;
/** A caller that has said nothing for so long is dead. */
const LEASE_MS = 5 * 60_000;
/** No claim is older than this: writing it gives a claim back. */
const LONG_AGO = instantOf(0);
/** Too slow and too many: the same request may succeed later (RFC 9110 §15.5.9, RFC 6585 §4). */
const MAY_SUCCEED_LATER = [408, 429];

interface Call {
  name: EffectName;
  /** `<outbox seq>.<effect index>` */
  delivery: string;
  call: OutgoingCall;
  /** The visit that waits for the answer. */
  step: (Step & { definition: CallStep }) | null;
}

/**
 * Makes one call of the outbox to another system: signed as Standard Webhooks, under the same `webhook-id` however
 * often it is made (https://www.standardwebhooks.com), so that the system knows a repeat. A call step ends with what
 * the system answers at once; as `failed` when it refuses, says what nobody understands or cannot be reached.
 *
 * @throws Error when the outbox has no such call.
 */
export async function callSystem(deps: CallDeps, name: EffectName): Promise<CallOutcome> {
  const { ref, seq, index } = name;
  const delivery = `${seq}.${index}`;
  const [state, outbox] = await Promise.all([deps.store.ticket(ref), deps.store.outboxItem(ref, seq)]);
  const effect = outbox?.effects[index];
  if (!state || effect?.kind !== 'call') throw new Error(`the outbox of ${ref} has no call ${delivery}`);
  const { call } = effect;
  const step = call.kind === 'step' ? waitingStep(state.steps, call) : null;
  const outcome: CallOutcome =
    call.kind === 'step' && !step
      ? { kind: 'settled' }
      : await callOnce(deps, { name, delivery, call, step });
  deps.log('call', {
    ref,
    delivery,
    hook: call.hook,
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : null,
  });
  return outcome;
}

function waitingStep(steps: Step[], call: { step: string; visit: number }): Call['step'] {
  const step = steps.find(({ id, visit }) => id === call.step && visit === call.visit);
  if (step?.state.kind !== 'open' || step.definition.kind !== 'call') return null;
  return { ...step, definition: step.definition };
}

async function callOnce(deps: CallDeps, call: Call): Promise<CallOutcome> {
  const { ref } = call.name;
  const at = deps.clock();
  const claim = await deps.store.claimDelivery(ref, call.delivery, at, instantOf(millisOf(at) - LEASE_MS));
  if (claim.kind === 'taken') return afterSomebodyElse(claim.state);
  const record = (state: Delivery['state']) =>
    deps.store.recordDelivery(ref, { id: call.delivery, state }, []);
  const outcome = await tryCall(deps, { call, attempt: claim.attempt });
  if (outcome.kind === 'later') await record({ kind: 'claimed', at: LONG_AGO, attempt: claim.attempt });
  else if (outcome.kind === 'failed') {
    await noteFailure(deps, call, outcome.reason);
    await record({ kind: 'refused', at: deps.clock(), reason: outcome.reason });
  } else await record({ kind: 'called', at: deps.clock() });
  return outcome;
}

function afterSomebodyElse(state: Delivery['state']): CallOutcome {
  if (state.kind !== 'claimed') return { kind: 'settled' };
  // A claim may only be taken over once it is older than the lease, hence the millisecond.
  const until = instantOf(millisOf(state.at) + LEASE_MS + 1);
  return { kind: 'later', until, reason: 'somebody else is at it' };
}

async function tryCall(
  deps: CallDeps,
  { call, attempt }: { call: Call; attempt: number },
): Promise<CallOutcome> {
  const hook = deps.desk.hooks.find(({ id }) => id === call.call.hook);
  if (!hook) return { kind: 'failed', reason: `desk.yaml has no hook ${call.call.hook}` };
  const later = (reason: string): CallOutcome =>
    attempt >= MOST_TRIES
      ? { kind: 'failed', reason: `${reason}, ${MOST_TRIES} times` }
      : { kind: 'later', until: pauseAfter(deps.clock(), attempt), reason };
  const secrets = await deps.secrets(hook.id);
  if (secrets.length === 0) return later('it has no secret yet');
  const answer = await post(deps.caller, request(deps, { call, hook, secrets }));
  if ('fault' in answer) return later(`it could not be reached (${answer.fault})`);
  return MAY_SUCCEED_LATER.includes(answer.status) || answer.status >= 500
    ? later(`it answered ${answer.status}`)
    : takeAnswer(deps, call, answer);
}

type Answer = Awaited<ReturnType<Caller['post']>>;
type Request = Parameters<Caller['post']>[0];

async function post(caller: Caller, call: Request): Promise<Answer | { fault: string }> {
  try {
    return await caller.post(call);
  } catch (fault) {
    return { fault: fault instanceof Error ? fault.name : 'unknown' };
  }
}

function pauseAfter(now: Instant, attempt: number): Instant {
  return instantOf(millisOf(now) + FIRST_PAUSE_MS * 2 ** (attempt - 1));
}

function webhookId({ name }: Call): string {
  return `${name.ref}.${name.seq}.${name.index}`;
}

function request(
  deps: CallDeps,
  { call, hook, secrets }: { call: Call; hook: Hook; secrets: string[] },
): Request {
  const id = webhookId(call);
  const timestamp = String(Math.floor(millisOf(deps.clock()) / 1000));
  const body = new TextEncoder().encode(JSON.stringify({ id, ...contentOf(deps, call) }));
  const signatures = secrets.map((secret) => signDelivery({ id, timestamp, body }, secret));
  return {
    url: hook.url,
    headers: {
      ...hook.headers,
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
    body,
  };
}

function contentOf(deps: CallDeps, { name, call }: Call): Record<string, unknown> {
  const ticket = name.ref;
  if (call.kind === 'rung') return { ticket, rung: call.rung, event: call.event };
  const { step, visit, send } = call;
  return { ticket, step, visit, send, callback: `${deps.doorsUrl}/calls/${ticket}/${step}/${visit}` };
}

/** 202, or success without a word: the answer comes to the callback address. */
async function takeAnswer(deps: CallDeps, { name, step, call }: Call, answer: Answer): Promise<CallOutcome> {
  const { status, body } = answer;
  if (status < 200 || status > 299) return { kind: 'failed', reason: `it answered ${status}` };
  if (!step || status === 202 || body?.length === 0) return { kind: 'accepted' };
  if (!body) return { kind: 'failed', reason: 'its answer is too long' };
  const read = readCallAnswer(step.definition, new TextDecoder().decode(body));
  if (read.kind === 'unreadable')
    return { kind: 'failed', reason: `its answer cannot be read: ${read.reason}` };
  const { outcome, answers } = read;
  const by = `hook:${call.hook}`;
  await completeStep(deps, { ref: name.ref, step: step.id, visit: step.visit, outcome, answers, by });
  return { kind: 'answered', outcome };
}

/** The ticket says why, and its process goes on as the template has it for a call that failed. */
async function noteFailure(deps: CallDeps, { name, delivery, call }: Call, reason: string): Promise<void> {
  await decideAndCommit(deps.store, async () => {
    const state = await deps.store.ticket(name.ref);
    if (!state) return { changes: [], result: null };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    if (!draft.fireOnce(`call_failed:${delivery}`)) return { changes: [], result: null };
    const by = `hook:${call.hook}`;
    draft.addEvent('call_failed', by, { hook: call.hook, delivery, reason });
    const step = call.kind === 'step' ? waitingStep(draft.openSteps, call) : null;
    if (step) draft.completeStep(step, { outcome: 'failed', answers: {}, by });
    return { changes: changesOf(draft.finish(), 'update_ticket'), result: null };
  });
}
