import type { KeptRule } from '../functions/app/sender-rules.ts';
import { intendedWords } from '../functions/core/held-facts.ts';
import { suspensionCauses } from '../functions/core/suspended-item.ts';
import type { HeldState, SuspendedItem } from '../functions/core/suspended-item.ts';
import type { ListedHeld, ShownHeld } from './held-mail.ts';
import { tame } from './tame.ts';

/** Held mail as lines on a terminal: what strangers wrote keeps to its place and steers nothing. */

const WIDEST_CAUSE = Math.max(...suspensionCauses.map((cause) => cause.length));

export function heldLine({ id, receivedAt, cause, from, subject, confidential }: ListedHeld): string {
  const moment = receivedAt.slice(0, 16).replace('T', ' ');
  return [
    id,
    moment,
    cause.padEnd(WIDEST_CAUSE),
    tame(from) || '(nobody)',
    `${confidential ? 'CONFIDENTIAL: ' : ''}${tame(subject) || '(no subject)'}`,
  ].join('  ');
}

export function shownItem({ item, size, firstLines, attachments, confidential }: ShownHeld): string {
  const { receipt } = item;
  const facts: [string, string][] = [
    ['item', item.id],
    ['state', stateWords(item.state)],
    ['received', item.receivedAt],
    ['cause', item.cause],
    ['why', item.explanation],
    ['set aside', item.waived.join(', ') || 'nothing'],
    ['let in', `it ${intendedWords(item)}`],
    ['in confidence', confidential ? 'yes: for a confidential request' : 'no'],
    ['found by', receipt.by],
    ['rejected', receipt.rejected.join('; ') || 'nothing'],
    ['verdicts', verdictWords(item)],
    ['came by', `${item.channel} to ${item.envelope?.recipients.join(', ') || item.door}`],
    ['from', item.from || 'nobody that can be read'],
    ['subject', item.subject || 'none'],
    ['size', size === null ? 'the original is not kept any more' : `${size} bytes`],
    ['files', attachments.map((file) => `${file.name} (${file.size} bytes)`).join(', ') || 'none'],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const table = facts.map(([name, value]) => `${name.padEnd(width)}  ${tame(value)}`).join('\n');
  const lines = firstLines.map((line) => `  | ${tame(line)}`).join('\n');
  return lines === '' ? table : `${table}\n\n${lines}`;
}

/** A decision about a sender on one line. */
export function senderLine({ rule, holds }: KeptRule): string {
  const { kind, sender, by, why, at, until } = rule;
  const end = until ? `until ${until.slice(0, 10)}` : 'for good';
  const held = kind === 'block' ? `  (${holds} held now)` : '';
  return [kind, tame(sender), `${end}, by ${tame(by)} on ${at.slice(0, 10)}: ${tame(why)}${held}`].join('  ');
}

export function stateWords(state: HeldState): string {
  switch (state.kind) {
    case 'held':
      return 'waits for a decision';
    case 'recovered':
      return `recovered by ${state.by} at ${state.at}, on ${state.ref}`;
    case 'discarded':
      return `discarded by ${state.by} at ${state.at}: ${state.reason}`;
    case 'expired':
      return `off the list since ${state.at}; it can still be recovered`;
  }
}

function verdictWords({ verdicts }: SuspendedItem): string {
  if (!verdicts) return 'none';
  return Object.entries(verdicts)
    .map(([name, verdict]) => `${name} ${verdict}`)
    .join(', ');
}
