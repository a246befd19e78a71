import type { Mailbox } from '../../core/inbound-message.ts';
import { mailboxesOf, readMailboxes } from '../mime/mailboxes.ts';
import { readHeaderSection } from '../mime/header-fields.ts';
import type { MimePart } from '../mime/mail-structure.ts';
import { headerBlockAt, isForwardMarker } from './header-block.ts';

const FORWARD_SUBJECT =
  /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|wg|tr|rv|enc|i|vs|vb|vl|doorst|pd|továbbítás|转发|轉寄|転送)\s?:/i;
const MAX_LINES = 400;

/** `Fwd: …` in the usual languages: the quoted mail is what the sender wants to show. */
export function isForwardSubject(subject: string): boolean {
  return FORWARD_SUBJECT.test(subject);
}

/** Who wrote the mail that was forwarded: from an attached message, else from the header block below a forward's marker. */
export function forwardedSender(mail: {
  raw: Buffer;
  root: MimePart;
  subject: string;
  text: string;
}): Mailbox | null {
  const attached = mail.root.children.find((part) => part.contentType === 'message/rfc822');
  const sender = attached ? senderOfAttached(mail.raw, attached) : null;
  return sender ?? senderInText(mail.text, isForwardSubject(mail.subject));
}

function senderOfAttached(raw: Buffer, part: MimePart): Mailbox | null {
  const { fields } = readHeaderSection(raw.subarray(part.bodyStart, part.bodyEnd), 0);
  return mailboxesOf(fields, 'from').find(({ address }) => address.includes('@')) ?? null;
}

function senderInText(text: string, forwardSubject: boolean): Mailbox | null {
  const lines = text.split('\n').slice(0, MAX_LINES);
  const marker = lines.findIndex(isForwardMarker);
  if (marker === -1 && !forwardSubject) return null;
  for (let index = marker + 1; index < lines.length; index++) {
    const from = headerBlockAt(lines, index)?.values.from;
    if (from !== undefined) return mailboxIn(from);
  }
  return null;
}

/** Mail programs write `Name <a@b.example>`, `Name [mailto:a@b.example]` or `a@b.example<mailto:a@b.example>`. */
function mailboxIn(text: string): Mailbox | null {
  const bracketed = text
    .replaceAll(/\[(?:mailto:)?([^\]\s]+@[^\]\s]+)\]/g, '<$1>')
    .replaceAll(/<mailto:/gi, '<');
  const found = readMailboxes(bracketed).find(({ address }) => address.includes('@'));
  if (found) return { address: found.address, name: found.name.includes('@') ? '' : found.name };
  const address = /[^\s<>()[\]"',;]+@[^\s<>()[\]"',;]+/.exec(text)?.[0];
  return address ? { address, name: '' } : null;
}
