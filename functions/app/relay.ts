import type { TicketRef } from '../core/ids.ts';
import type { Effect } from '../core/outbox.ts';
import { processFacts } from '../core/process-facts.ts';
import { completeParent } from './complete-parent.ts';
import { listGap } from './list-gap.ts';
import { lookForRecurrence } from './look-for-recurrence.ts';
import { openTicket } from './open-ticket.ts';
import type { EffectPorts } from './ports.ts';

/**
 * Performs the effects of one outbox item and marks it done. Every effect may be performed again: runs have
 * names, tokens are redeemed once, mails are claimed before they are sent.
 */
export async function relayOutbox(deps: EffectPorts, item: { ref: TicketRef; seq: number }): Promise<void> {
  const outbox = await deps.store.outboxItem(item.ref, item.seq);
  if (!outbox || outbox.state === 'done') return;
  for (const [index, effect] of outbox.effects.entries())
    await perform(deps, { ref: item.ref, seq: item.seq, index, effect });
  await deps.store.outboxDone(item.ref, item.seq);
  deps.log('outbox_relayed', { ref: item.ref, seq: item.seq, effects: outbox.effects.length });
}

async function perform(
  deps: EffectPorts,
  item: { ref: TicketRef; seq: number; index: number; effect: Effect },
): Promise<void> {
  const { ref, seq, index, effect } = item;
  switch (effect.kind) {
    case 'start_process':
      return startProcess(deps, ref, effect);
    case 'stop_process':
      return deps.engine.stopProcess(effect.process, ref, effect.run);
    case 'start_deadlines':
      return deps.engine.startDeadlines(ref, { revision: effect.revision, at: effect.at });
    case 'stop_deadlines':
      return deps.engine.stopDeadlines(ref, effect.revision);
    case 'send_mail':
    case 'answer_held_orders':
      return deps.mailQueue.enqueue({ ref, seq, index });
    case 'call':
      return deps.callQueue.enqueue({ ref, seq, index });
    case 'complete_step':
      return redeem(deps, ref, effect);
    case 'open_ticket':
      return openTicket(deps, ref, effect.order);
    case 'complete_parent':
      return completeParent(deps, effect);
    case 'look_for_recurrence':
      return lookForRecurrence(deps, ref, effect);
    case 'list_gap':
      return listGap(deps.store, ref);
  }
}

async function startProcess(
  { store, engine, desk, clock }: EffectPorts,
  ref: TicketRef,
  { process, run, entry }: Extract<Effect, { kind: 'start_process' }>,
): Promise<void> {
  const state = await store.ticket(ref);
  if (!state) throw new Error(`no ticket ${ref}`);
  await engine.startProcess(process, ref, { run, entry, facts: processFacts(state, desk, clock()) });
}

/** The token of a step that was opened anew meanwhile belongs to that opening; the step's own end tells which. */
async function redeem(
  { store, engine, desk, clock, log }: EffectPorts,
  ref: TicketRef,
  { step: id, visit }: Extract<Effect, { kind: 'complete_step' }>,
): Promise<void> {
  const state = await store.ticket(ref);
  const step = state?.steps.find((one) => one.id === id && one.visit === visit);
  if (!state || step?.state.kind !== 'done' || step.token === null) return;
  const { outcome } = step.state;
  const times = state.steps.filter(
    (one) =>
      one.id === id && one.run === step.run && one.state.kind === 'done' && one.state.outcome === outcome,
  ).length;
  const facts = processFacts(state, desk, clock());
  const result = await engine.completeStep(step.token, { outcome, times, facts });
  if (result === 'gone') log('step_token_gone', { ref, step: id, visit });
}
