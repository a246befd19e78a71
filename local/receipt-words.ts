import { mayBePassedOn, whyKeptBack } from '../functions/core/file-state.ts';
import { flagInWords } from '../functions/core/flag-words.ts';
import type { Attachment, Identity, MessageClass } from '../functions/core/inbound-message.ts';
import type { DecisionReceipt, EvidenceKind } from '../functions/core/ticket.ts';
import { acknowledgementInWords } from './acknowledgement.ts';
import type { ExplainedMessage } from './acknowledgement.ts';
import { tame } from './tame.ts';

/** Why a message is where it is, for people: a line for what decided and one for everything that did not. */
export function receiptInWords(message: ExplainedMessage): string {
  const { id, at, from, class: kind, visibility, flags, attachments, receipt, acknowledgement } = message;
  const lines = [
    BY[receipt.by] ?? receipt.by,
    ...decisionInWords(receipt),
    CLASSES[kind],
    acknowledgementInWords(acknowledgement),
    ...(visibility === 'internal' ? ['Kept inside the desk: customers do not see it.'] : []),
    ...refusalInWords(message.refusal),
    ...attachments.flatMap(fileInWords),
    ...(flags.length > 0 ? [`Careful: ${flags.map(flagInWords).join('; ')}.`] : []),
  ];
  return `${at}  ${tame(from.address) || 'the desk'}  ${id}\n${lines.map((line) => `    ${tame(line)}\n`).join('')}`;
}

function refusalInWords(reason: string): string[] {
  const lines = reason.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? [] : ['Nothing of it was carried out:', ...lines.map((line) => `  ${line}`)];
}

/** As it was taken in: what a scanner has said since is on the page. */
function fileInWords({ name, state }: Attachment): string[] {
  if (!state || mayBePassedOn(state)) return [];
  if (state.kind === 'pending_scan') return [`To be scanned when it came: ${name}.`];
  return [`Kept back: ${name}, for ${whyKeptBack(state)}.`];
}

const EVIDENCE: Record<EvidenceKind, string> = {
  door: 'the door it came through',
  reply_address: 'a signed reply address among its recipients',
  root_id: 'our own signed id among its references',
  message_id: 'the id of a mail that the desk knows',
  external_reference: 'a number of its sender’s own help desk',
  body_marker: 'our own signed link in its text',
  subject_reference: 'a reference in its subject',
  shared_ancestry: 'an id that the first mail of a ticket cites as well',
};

const BY: Record<string, string | undefined> = {
  ...Object.fromEntries(
    Object.entries(EVIDENCE).map(([kind, what]) => [kind, `It belongs here by ${what}.`]),
  ),
  new: 'It began this ticket: nothing that counts led to another one.',
  recovery: 'Somebody who found it among the held mail put it here.',
  follows_closed: 'It began this ticket: the one that it answers was closed too long ago.',
  process: 'The desk wrote it itself.',
  split: 'It came in on another ticket, and somebody made this one of it.',
};

/** What its class means for what happens next. */
export const CLASSES: Record<MessageClass, string> = {
  human: 'Class human: a person wrote it.',
  auto_reply: 'Class auto_reply: a machine answered; it reopens nothing, moves no clock and gets no answer.',
  auto_generated: 'Class auto_generated: a machine wrote it; it reopens nothing and gets no answer.',
  bulk: 'Class bulk: a newsletter or list mail; it gets no automatic answer.',
  bounce: 'Class bounce: it reports that a mail could not be delivered.',
  receipt: 'Class receipt: it says that a mail was opened, nothing more.',
  complaint: 'Class complaint: a mail service says that somebody called our mail spam.',
  own_loop: 'Class own_loop: a mail of this desk came back to it.',
};

const WHY: Record<string, string> = {
  other_inbox: 'it was sent to another inbox, so it is a matter of its own',
  answers_a_mailing: 'it answers a mail to many, and each answer is a matter of its own',
  not_on_ticket: 'its sender is not on that ticket, and this anybody could write',
  sent_to_many: 'it is a newsletter or list mail, which belongs nowhere by that alone',
  sender_not_proven: 'nobody vouches that its sender is who he says',
  stronger_evidence: 'something stronger led elsewhere',
};

const PLAIN: Record<string, string> = {
  reply_address_forged: 'A recipient looks like one of our reply addresses and is none.',
  body_marker_forged: 'Its text has a link that looks like ours and is none.',
  foreign_reference: 'Its subject has another help desk’s number, which names nothing here.',
};

/** Whom it was taken to be from, and everything that was found and followed or not. */
export function decisionInWords(receipt: DecisionReceipt): string[] {
  return [...(receipt.identity ? [identityInWords(receipt.identity)] : []), ...evidenceInWords(receipt)];
}

function evidenceInWords({ evidence = [], rejected }: DecisionReceipt): string[] {
  return [
    ...evidence.map(({ kind, ref, mergedInto, rejected: why }) => {
      const names = `${EVIDENCE[kind]} names ${ref}${mergedInto ? `, merged into ${mergedInto}` : ''}`;
      return why ? `Not followed: ${names}, but ${WHY[why] ?? why}.` : `Found: ${names}.`;
    }),
    ...rejected.flatMap((what) => PLAIN[what] ?? []),
  ];
}

function identityInWords({ by, says }: Identity): string {
  switch (by) {
    case 'reply_to':
      return `Its sender is whom a form at ${says} wants answered; nobody has proven who that is.`;
    case 'list':
      return `Its sender is whom the list ${says} names; nobody has proven who that is.`;
    case 'forwarder':
      return `${says} handed it on and has sealed that the sender’s domain vouched for it.`;
  }
}
