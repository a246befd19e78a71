import type { RecoverOutcome, Unchanged } from './held-items.ts';
import type { LiftOutcome, SenderOutcome } from './sender-rules.ts';

/** What came of a decision about held mail or a sender, in a sentence for whoever decided. */
export interface HeldAnswer {
  kind: 'done' | 'refused' | 'unknown';
  says: string;
}

/** @param name what it is called: see `nameOfHeld`. */
export function recoverWords(name: string, outcome: RecoverOutcome): HeldAnswer {
  switch (outcome.kind) {
    case 'recovered':
      return { kind: 'done', says: `${name} is ${outcome.opened ? 'the ticket' : 'now on'} ${outcome.ref}.` };
    case 'still_held':
      return {
        kind: 'refused',
        says: `${name} stays held, now as ${outcome.cause}: ${outcome.explanation} Recover it again if you want it all the same.`,
      };
    case 'no_such_ticket':
      return { kind: 'refused', says: `There is no ticket ${outcome.ref}; ${name} stays held.` };
    case 'confidential':
      return {
        kind: 'refused',
        says: `${outcome.ref} is confidential, and the sender of ${name} is not on it; it stays held.`,
      };
    case 'in_confidence':
      return {
        kind: 'refused',
        says: `${name} is for a confidential request, and ${outcome.ref} is none: everybody who works on that would read it. It stays held; to put it there all the same, say --anyway.`,
      };
    case 'original_gone':
      return { kind: 'refused', says: `What was received as ${name} is not kept any more.` };
    default:
      return unchangedWords(name, outcome);
  }
}

export function discardWords(name: string, outcome: { kind: 'discarded' } | Unchanged): HeldAnswer {
  return outcome.kind === 'discarded'
    ? { kind: 'done', says: `${name} is off the list; what was received stays.` }
    : unchangedWords(name, outcome);
}

function unchangedWords(name: string, outcome: Unchanged): HeldAnswer {
  if (outcome.kind === 'unknown') return { kind: 'unknown', says: `Nothing is held as ${name}.` };
  const { state } = outcome;
  switch (state.kind) {
    case 'recovered':
      return { kind: 'refused', says: `${state.by} has recovered ${name}: it is on ${state.ref}.` };
    case 'discarded':
      return { kind: 'refused', says: `${state.by} has discarded ${name}: ${state.reason}` };
    default:
      return { kind: 'refused', says: `${name} could not be changed; please try again.` };
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

/** @param byMail how many ids fit into an answer by mail; absent for whoever has commands. */
export function senderWords(outcome: SenderOutcome, byMail?: number): HeldAnswer {
  if (outcome.kind === 'decided') {
    const { kind, sender, until } = outcome.rule;
    const end = until ? `until ${until.slice(0, 10)}` : 'for good';
    const decided = `${sender} is ${kind === 'allow' ? 'allowed' : 'blocked'} ${end}.`;
    return { kind: 'done', says: `${decided}${waitingWords(outcome, byMail)}` };
  }
  const reasons = {
    no_sender: NO_SENDER,
    own_address: 'That is an address of the desk itself.',
    own_people: 'People of the desk write from there.',
  };
  return { kind: 'refused', says: reasons[outcome.why] };
}

/** What he wrote before is still held, whatever becomes of the next: how many, and what decides about them. */
function waitingWords(
  { rule, waiting }: Extract<SenderOutcome, { kind: 'decided' }>,
  byMail: number | undefined,
): string {
  if (waiting.length === 0) return '';
  const mails = waiting.length === 1 ? '1 mail from there is' : `${waiting.length} mails from there are`;
  const [verb, does] = rule.kind === 'allow' ? ['recover', 'lets in'] : ['discard', 'takes off the list'];
  const reason = rule.kind === 'allow' ? '' : ' --reason WORDS';
  const order =
    byMail === undefined
      ? `npm run desk -- held ${verb} --from ${rule.sender}${reason}`
      : `#${verb} ${waiting.slice(0, byMail).join(' ')}`;
  const what =
    waiting.length === 1 ? 'it' : byMail && waiting.length > byMail ? `the first ${byMail}` : 'them';
  return ` ${mails} still held. This ${does.replace(/^(lets|takes)/, `$1 ${what}`)}: ${order}`;
}
