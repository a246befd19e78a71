import type { Identity } from '../functions/core/inbound-message.ts';
import type { DecisionReceipt, EvidenceKind, Message } from '../functions/core/ticket.ts';

/** Why a message is where it is, for people: a line for what decided and one for everything that did not. */
export function receiptInWords({ id, at, from, flags, receipt }: Message): string {
  const lines = [
    BY[receipt.by] ?? receipt.by,
    ...(receipt.identity ? [identityInWords(receipt.identity)] : []),
    ...evidenceInWords(receipt),
    ...(flags.length > 0 ? [`Flagged: ${flags.join(', ')}.`] : []),
  ];
  return `${at}  ${from.address || 'the desk'}  ${id}\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

const EVIDENCE: Record<EvidenceKind, string> = {
  door: 'the door it came through',
  reply_address: 'a signed reply address among its recipients',
  root_id: 'our own signed id among its references',
  message_id: 'the id of a mail that the desk knows',
  body_marker: 'our own signed link in its text',
  subject_reference: 'a reference in its subject',
  shared_ancestry: 'an id that the first mail of a ticket cites as well',
};

const BY: Record<string, string | undefined> = {
  ...Object.fromEntries(
    Object.entries(EVIDENCE).map(([kind, what]) => [kind, `It belongs here by ${what}.`]),
  ),
  new: 'It began this ticket: nothing that counts led to another one.',
  follows_closed: 'It began this ticket: the one that it answers was closed too long ago.',
  process: 'The desk wrote it itself.',
};

const WHY: Record<string, string> = {
  other_inbox: 'it was sent to another inbox, so it is a matter of its own',
  answers_a_mailing: 'it answers a mail to many, and each answer is a matter of its own',
  not_on_ticket: 'its sender is not on that ticket, and this anybody could write',
  sender_not_proven: 'nobody vouches that its sender is who he says',
  stronger_evidence: 'something stronger led elsewhere',
};

const PLAIN: Record<string, string> = {
  reply_address_forged: 'A recipient looks like one of our reply addresses and is none.',
  body_marker_forged: 'Its text has a link that looks like ours and is none.',
  foreign_reference: 'Its subject has another help desk’s number, which names nothing here.',
};

function evidenceInWords({ evidence = [], rejected }: DecisionReceipt): string[] {
  return [
    ...evidence.map(({ kind, ref, rejected: why }) =>
      why
        ? `Not followed: ${EVIDENCE[kind]} names ${ref}, but ${WHY[why] ?? why}.`
        : `Found: ${EVIDENCE[kind]} names ${ref}.`,
    ),
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
      return `${says} handed it on and says that the sender’s domain vouched for it (its seal is not checked).`;
  }
}
