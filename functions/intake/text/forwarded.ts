import type { ForwardedMail, Mailbox } from '../../core/inbound-message.ts';
import { isMachineAddress } from '../automatic/classify.ts';
import { readBodyText } from '../mime/body-text.ts';
import { header, rawHeader } from '../mime/header-fields.ts';
import { mailboxesOf, readMailboxes } from '../mime/mailboxes.ts';
import { readStructure } from '../mime/mail-structure.ts';
import type { MimePart } from '../mime/mail-structure.ts';
import { oneLine } from '../one-line.ts';
import { headerBlockAt, isForwardMarker } from './header-block.ts';
import { htmlToMarkedText } from './html-to-text.ts';
import { withoutMarkLines } from './quote-marks.ts';

const FORWARD_SUBJECT =
  /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|wg|tr|rv|enc|i|vs|vb|vl|doorst|pd|továbbítás|转发|轉寄|転送)\s?:/i;
const MAX_LINES = 400;

/** `Fwd: …` in the usual languages: the quoted mail is what the sender wants to show. */
export function isForwardSubject(subject: string): boolean {
  return FORWARD_SUBJECT.test(subject);
}

/**
 * The mail that was forwarded: the attached message, else what stands below the header block after a forward's marker.
 * Null when nothing was forwarded; without the writer's address when the program that forwarded it left that out, as
 * Outlook does with people of the same house.
 */
export function readForwarded(mail: {
  raw: Buffer;
  root: MimePart;
  subject: string;
  text: string;
}): ForwardedMail | null {
  const attached = mail.root.children.filter((part) => part.contentType === 'message/rfc822');
  const [first, ...others] = attached.flatMap((part) => attachedMail(mail.raw, part) ?? []);
  return first
    ? withItsText(first, { note: mail.text, others: others.length })
    : mailInText(mail.text, isForwardSubject(mail.subject));
}

interface AttachedMail {
  bytes: Buffer;
  root: MimePart;
  from: Mailbox;
  hasOneSender: boolean;
}

function attachedMail(raw: Buffer, part: MimePart): AttachedMail | null {
  const bytes = raw.subarray(part.bodyStart, part.bodyEnd);
  const { root } = readStructure(bytes);
  const senders = mailboxesOf(root.fields, 'from').filter(({ address }) => address.includes('@'));
  const [from] = senders;
  return from ? { bytes, root, from, hasOneSender: senders.length === 1 } : null;
}

function withItsText(
  { bytes, root, from, hasOneSender }: AttachedMail,
  { note, others }: { note: string; others: number },
): ForwardedMail {
  const words = readBodyText(bytes, root).segments.map(({ plain, html }) =>
    plain?.trim() ? plain : withoutMarkLines(htmlToMarkedText(html ?? '')),
  );
  return {
    from,
    subject: oneLine(header(root.fields, 'subject')),
    text: words.join('\n\n').trim(),
    note,
    recipients: [...mailboxesOf(root.fields, 'to'), ...mailboxesOf(root.fields, 'cc')],
    messageId: /<([^<>\s]{1,500})>/.exec(rawHeader(root.fields, 'message-id') ?? '')?.[1] ?? null,
    answerable: !isMachineAddress(from.address),
    doubt: others > 0 ? 'several_mails' : hasOneSender ? null : 'several_senders',
  };
}

function mailInText(text: string, forwardSubject: boolean): ForwardedMail | null {
  const all = text.split('\n');
  const lines = all.slice(0, MAX_LINES);
  const marker = lines.findIndex(isForwardMarker);
  if (marker === -1 && !forwardSubject) return null;
  for (let index = marker + 1; index < lines.length; index++) {
    const block = headerBlockAt(lines, index);
    const named = block?.values.from;
    if (!block || named === undefined) continue;
    const [from = { address: '', name: oneLine(named) }, ...others] = mailboxesIn(named);
    return {
      from,
      subject: oneLine(block.values.subject ?? ''),
      text: all
        .slice(block.last + 1)
        .join('\n')
        .trim(),
      note: all
        .slice(0, marker === -1 ? block.first : marker)
        .join('\n')
        .trim(),
      recipients: mailboxesIn([block.values.to ?? '', block.values.cc ?? ''].join(', ')),
      messageId: null,
      answerable: from.address !== '' && !isMachineAddress(from.address),
      doubt: from.address === '' ? 'no_address' : others.length > 0 ? 'several_senders' : null,
    };
  }
  return null;
}

/** Mail programs write `Name <a@b.example>`, `Name [mailto:a@b.example]` or `a@b.example<mailto:a@b.example>`. */
function mailboxesIn(text: string): Mailbox[] {
  const bracketed = text
    .replaceAll(/\[(?:mailto:)?([^\]\s]+@[^\]\s]+)\]/g, '<$1>')
    .replaceAll(/<mailto:/gi, '<');
  const found = readMailboxes(bracketed).filter(({ address }) => address.includes('@'));
  const distinct = [...new Map(found.map((mailbox) => [mailbox.address.toLowerCase(), mailbox])).values()];
  if (distinct.length > 0)
    return distinct.map(({ address, name }) => ({ address, name: name.includes('@') ? '' : name }));
  const address = /[^\s<>()[\]"',;]+@[^\s<>()[\]"',;]+/.exec(text)?.[0];
  return address ? [{ address, name: '' }] : [];
}
