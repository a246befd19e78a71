import MailComposer from 'nodemailer/lib/mail-composer';
import type { Instant } from '../functions/core/instant.ts';

export interface MailToCompose {
  from: { name: string; address: string };
  to: { name: string; address: string }[];
  replyTo?: string;
  subject: string;
  text: string;
  html?: string;
  /** Without angle brackets. */
  messageId: string;
  date: Instant;
  headers?: Record<string, string>;
  attachments?: { name: string; contentType: string; bytes: Uint8Array; contentId?: string }[];
}

/** A mail's bytes as a mail client or service would put them on the wire. Reads no file and no address of the web. */
export async function composeMail(mail: MailToCompose): Promise<Uint8Array> {
  const { headers = {}, attachments = [] } = mail;
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to,
    ...(mail.replyTo && { replyTo: mail.replyTo }),
    subject: mail.subject,
    text: mail.text,
    ...(mail.html && { html: mail.html }),
    messageId: `<${mail.messageId}>`,
    date: new Date(mail.date),
    headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
    attachments: attachments.map(({ name, contentType, bytes, contentId }) => ({
      filename: name,
      contentType,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      ...(contentId && { cid: contentId }),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  });
  return composer.compile().build();
}
