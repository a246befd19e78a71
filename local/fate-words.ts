import type { SuspendedItem } from '../functions/core/suspended-item.ts';
import type { MailFate } from './mail-fate.ts';
import { CLASSES, decisionInWords, receiptInWords } from './receipt-words.ts';
import { stateWords } from './held-text.ts';
import { tame } from './tame.ts';

/** What became of a mail and why, for people on a terminal. */
export function fateInWords(fate: MailFate): string {
  switch (fate.kind) {
    case 'on_ticket':
      return `${repeated(fate.again)}It is on ${fate.ref}:\n\n${receiptInWords(fate.message)}`;
    case 'held':
      return `${repeated(fate.again)}${heldInWords(fate)}`;
    case 'ordered':
      return orderedInWords(fate);
    case 'sent':
      return `The desk wrote it itself, for ${fate.ref}.\n`;
    case 'waiting':
      return 'The desk has accepted it and will take it in.\n';
    case 'unknown':
      return fate.unnamed
        ? 'It says neither a Message-ID nor a Date, and no such bytes were found among those that the desk could search. Look for it by the id of its delivery, which the SMTP door answers with (on AWS that of SES): desk explain ID.\n'
        : 'This desk knows no such mail.\n';
  }
}

function repeated(again: boolean): string {
  return again ? 'It had come before, in another delivery, and counts once.\n' : '';
}

function heldInWords({ item, class: kind }: Extract<MailFate, { kind: 'held' }>): string {
  const { id, cause, explanation, receipt, waived } = item;
  const lines = [
    `It is held as ${id}: ${cause}. ${explanation}`,
    whereto(item),
    'Not acknowledged: what is held is acknowledged when it is let in as a ticket of its own.',
    ...decisionInWords(receipt),
    ...(kind ? [CLASSES[kind]] : []),
    ...(waived.length > 0 ? [`Set aside already: ${waived.join(', ')}.`] : []),
    `State: ${stateWords(item.state)}. desk held show ${id} shows it, desk held recover ${id} lets it in.`,
  ];
  return lines.map((line) => `${tame(line)}\n`).join('');
}

function orderedInWords({ said }: Extract<MailFate, { kind: 'ordered' }>): string {
  if (said.length === 0)
    return 'An agent wrote it about held mail. Nothing was done, and he was not told so once more.\n';
  const lines = said.map(({ line, says }) => tame(line === '' ? says : `${line}: ${says}`));
  return `An agent wrote it about held mail, and is told:\n\n${lines.join('\n')}\n`;
}

function whereto({ ref, inbox }: SuspendedItem): string {
  if (ref) return `It would go onto ${ref}.`;
  return inbox ? `It would be a new ticket of ${inbox}.` : 'No inbox takes it.';
}
