import type { RecoverOutcome, Unchanged } from './held-items.ts';
import type { LiftOutcome, SenderOutcome } from './sender-rules.ts';

/** What came of a decision about held mail or a sender, in a sentence for whoever decided. */
export interface HeldAnswer {
  kind: 'done' | 'refused' | 'unknown';
  says: string;
}

export function recoverWords(id: string, outcome: RecoverOutcome): HeldAnswer {
  switch (outcome.kind) {
    case 'recovered':
      return { kind: 'done', says: `${id} is ${outcome.opened ? 'the ticket' : 'now on'} ${outcome.ref}.` };
    case 'still_held':
      return {
        kind: 'refused',
        says: `${id} stays held, now as ${outcome.cause}: ${outcome.explanation} Recover it again if you want it all the same.`,
      };
    case 'no_such_ticket':
      return { kind: 'refused', says: `There is no ticket ${outcome.ref}; ${id} stays held.` };
    case 'confidential':
      return {
        kind: 'refused',
        says: `${outcome.ref} is confidential, and the sender of ${id} is not on it; ${id} stays held.`,
      };
    case 'original_gone':
      return { kind: 'refused', says: `What was received as ${id} is not kept any more.` };
    default:
      return unchangedWords(id, outcome);
  }
}

export function discardWords(id: string, outcome: { kind: 'discarded' } | Unchanged): HeldAnswer {
  return outcome.kind === 'discarded'
    ? { kind: 'done', says: `${id} is off the list; what was received stays.` }
    : unchangedWords(id, outcome);
}

function unchangedWords(id: string, outcome: Unchanged): HeldAnswer {
  if (outcome.kind === 'unknown') return { kind: 'unknown', says: `Nothing is held as ${id}.` };
  const { state } = outcome;
  switch (state.kind) {
    case 'recovered':
      return { kind: 'refused', says: `${state.by} has recovered ${id}: it is on ${state.ref}.` };
    case 'discarded':
      return { kind: 'refused', says: `${state.by} has discarded ${id}: ${state.reason}` };
    default:
      return { kind: 'refused', says: `${id} could not be changed; please try again.` };
  }
}

const NO_SENDER = 'Write an address as name@domain, or a whole domain as @domain.';

export function liftWords(sender: string, outcome: LiftOutcome): HeldAnswer {
  switch (outcome.kind) {
    case 'lifted':
      return {
        kind: 'done',
        says: `${outcome.rule.sender} is no longer ${outcome.rule.kind === 'allow' ? 'allowed' : 'blocked'}.`,
      };
    case 'unknown':
      return { kind: 'unknown', says: `Nothing was decided about ${sender}.` };
    case 'refused':
      return { kind: 'refused', says: NO_SENDER };
  }
}

export function senderWords(outcome: SenderOutcome): HeldAnswer {
  if (outcome.kind === 'decided') {
    const { kind, sender, until } = outcome.rule;
    const end = until ? `until ${until.slice(0, 10)}` : 'for good';
    return { kind: 'done', says: `${sender} is ${kind === 'allow' ? 'allowed' : 'blocked'} ${end}.` };
  }
  const reasons = {
    no_sender: NO_SENDER,
    own_address: 'That is an address of the desk itself.',
    own_people: 'People of the desk write from there.',
  };
  return { kind: 'refused', says: reasons[outcome.why] };
}
