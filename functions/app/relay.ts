import { cutText } from '../core/cut-text.ts';
import type { TicketRef } from '../core/ids.ts';
import type { Effect } from '../core/ticket.ts';
import type { Engine, Log, MailQueue, Store } from './ports.ts';

export interface RelayDeps {
  store: Store;
  engine: Engine;
  mailQueue: MailQueue;
  log: Log;
}

/**
 * Performs the effects of one outbox item and marks it done. Every effect may be performed again: runs have
 * names, tokens are redeemed once, mails are claimed before they are sent.
 */
export async function relayOutbox(deps: RelayDeps, item: { ref: TicketRef; seq: number }): Promise<void> {
  const outbox = await deps.store.outboxItem(item.ref, item.seq);
  if (!outbox || outbox.state === 'done') return;
  for (const [index, effect] of outbox.effects.entries())
    await perform(deps, { ref: item.ref, seq: item.seq, index, effect });
  await deps.store.outboxDone(item.ref, item.seq);
  deps.log('outbox_relayed', { ref: item.ref, seq: item.seq, effects: outbox.effects.length });
}

async function perform(
  deps: RelayDeps,
  item: { ref: TicketRef; seq: number; index: number; effect: Effect },
): Promise<void> {
  const { ref, seq, index, effect } = item;
  switch (effect.kind) {
    case 'start_process':
      return deps.engine.startProcess(effect.process, ref, { run: effect.run, entry: effect.entry });
    case 'stop_process':
      return deps.engine.stopProcess(effect.process, ref, effect.run);
    case 'start_deadlines':
      return deps.engine.startDeadlines(ref, { revision: effect.revision, at: effect.at });
    case 'stop_deadlines':
      return deps.engine.stopDeadlines(ref, effect.revision);
    case 'send_mail':
      return deps.mailQueue.enqueue({ ref, seq, index });
    case 'complete_step':
      return redeem(deps, ref, effect);
  }
}

/** The token of a step that was opened anew meanwhile belongs to that opening; the step's own end tells which. */
async function redeem(
  deps: RelayDeps,
  ref: TicketRef,
  effect: Extract<Effect, { kind: 'complete_step' }>,
): Promise<void> {
  const state = await deps.store.ticket(ref);
  const step = state?.steps.find((one) => one.id === effect.step && one.visit === effect.visit);
  if (step?.state.kind !== 'done') return;
  const { outcome, answers } = step.state;
  const result = await deps.engine.completeStep(step.token, { outcome, answers: smallAnswers(answers) });
  if (result === 'gone') deps.log('step_token_gone', { ref, step: effect.step, visit: effect.visit });
}

/** A run carries a quarter of a megabyte in all (States.DataLimitExceeded); the whole answers stay on the step. */
const LONGEST_ANSWER = 4_000;

function smallAnswers(answers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers).map(([name, value]) => [
      name,
      typeof value === 'string' ? cutText(value, LONGEST_ANSWER) : value,
    ]),
  );
}
