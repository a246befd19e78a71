import MailComposer from 'nodemailer/lib/mail-composer';
import { simpleParser } from 'mailparser';
import type { ReceivedMail, WrittenMail } from './world.ts';

/** The bytes of a mail as a mail client puts them on the wire. */
export async function bytesOf(mail: WrittenMail): Promise<Uint8Array> {
  const { headers = {}, inReplyTo, references = [], ...rest } = mail;
  const composer = new MailComposer({
    ...rest,
    headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
    ...(inReplyTo ? { inReplyTo: `<${inReplyTo}>` } : {}),
    ...(references.length > 0 ? { references: references.map((id) => `<${id}>`) } : {}),
    newline: 'windows',
  });
  return composer.compile().build();
}

/** Everybody the mail is addressed to, without names. */
export function recipientsOf(mail: WrittenMail): string[] {
  return [mail.to, mail.cc ?? []].flat().map((address) => /<([^>]+)>/.exec(address)?.[1] ?? address);
}

export function senderOf(mail: WrittenMail): string {
  return /<([^>]+)>/.exec(mail.from)?.[1] ?? mail.from;
}

/** A delivered mail as its reader sees it. */
export async function readReceived(raw: Uint8Array): Promise<ReceivedMail> {
  const parsed = await simpleParser(Buffer.from(raw));
  const bare = (id: string) => id.replaceAll(/[<>]/g, '');
  const references = [parsed.references ?? []].flat().map(bare);
  const to = [parsed.to ?? []].flat().flatMap((list) => list.value.map((one) => one.address ?? ''));
  return {
    from: parsed.from?.value[0]?.address ?? '',
    fromName: parsed.from?.value[0]?.name ?? '',
    to,
    replyTo: parsed.replyTo?.value[0]?.address ?? '',
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    messageId: bare(parsed.messageId ?? ''),
    inReplyTo: parsed.inReplyTo ? bare(parsed.inReplyTo) : null,
    references,
    headers: Object.fromEntries(
      parsed.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()]),
    ),
    attachments: parsed.attachments.map((attachment) => attachment.filename ?? ''),
  };
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/** Milliseconds of an ISO 8601 duration of days, hours and minutes. */
export function millisOfDuration(duration: string): number {
  const match = DURATION.exec(duration);
  if (!match) throw new RangeError(`not a duration: ${duration}`);
  const [days = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number(part || 0));
  return ((days * 24 + hours) * 60 + minutes) * 60_000;
}
