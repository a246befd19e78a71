import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Instant } from '../../functions/core/instant.ts';
import { composeMail } from '../../local/compose-mail.ts';
import { region } from './deployed-template.ts';
import type { ServiceCall } from './needed-rights.ts';
import type { ServiceAnswer } from './service-endpoint.ts';

/** What SES took for delivery. */
export interface SentMail {
  to: string;
  raw: Uint8Array;
  messageId: string;
  tags: Record<string, [string]>;
}

const text = z.object({ Data: z.string(), Charset: z.literal('UTF-8') });
const sendEmail = z.strictObject({
  FromEmailAddress: z.string().regex(/^[\x20-\x7E]+$/),
  Destination: z.strictObject({ ToAddresses: z.tuple([z.string().regex(/^[\x20-\x7E]+$/)]) }),
  ReplyToAddresses: z.tuple([z.string()]),
  ConfigurationSetName: z.string(),
  EmailTags: z.array(z.strictObject({ Name: z.string(), Value: z.string().regex(/^[\w-]{1,256}$/) })),
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: text,
      Body: z.strictObject({ Text: text, Html: text.optional() }),
      Headers: z.array(
        z.strictObject({
          Name: z
            .string()
            .regex(/^[!-9;-~]{1,126}$/)
            .regex(
              /^(?!(bcc|cc|content-disposition|content-type|date|from|message-id|mime-version|reply-to|return-path|subject|to)$)/i,
            ),
          Value: z.string().regex(/^[\x20-\x7E]{1,995}$/),
        }),
      ),
      Attachments: z.array(
        z.strictObject({
          RawContent: z.base64(),
          FileName: z.string(),
          ContentType: z.string(),
          ContentTransferEncoding: z.literal('BASE64'),
          ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']),
          ContentId: z.string().optional(),
        }),
      ),
    }),
  }),
});

/** SESv2's SendEmail with its rules: what it would refuse is refused; the Message-ID is its own. */
export function emulatedSes(
  now: () => Instant,
  deliver: (mail: SentMail) => void,
): (call: ServiceCall) => Promise<ServiceAnswer> {
  return async (call) => {
    const read = sendEmail.safeParse(JSON.parse(call.body.toString()));
    if (!read.success)
      return { status: 400, error: 'BadRequestException', body: { message: z.prettifyError(read.error) } };
    const { FromEmailAddress, Destination, ReplyToAddresses, EmailTags, ConfigurationSetName, Content } =
      read.data;
    const { Subject, Body, Headers, Attachments } = Content.Simple;
    const MessageId = `0102${randomUUID()}`;
    const messageId = `${MessageId}@${region}.amazonses.com`;
    const to = mailboxOf(Destination.ToAddresses[0]);
    const raw = await composeMail({
      from: mailboxOf(FromEmailAddress),
      to: [to],
      replyTo: ReplyToAddresses[0],
      subject: Subject.Data,
      text: Body.Text.Data,
      ...(Body.Html ? { html: Body.Html.Data } : {}),
      messageId,
      date: now(),
      headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value])),
      attachments: Attachments.map(({ FileName, ContentType, RawContent, ContentId }) => ({
        name: FileName,
        contentType: ContentType,
        bytes: Buffer.from(RawContent, 'base64'),
        ...(ContentId ? { contentId: ContentId } : {}),
      })),
    });
    const tags: Record<string, [string]> = { 'ses:configuration-set': [ConfigurationSetName] };
    for (const { Name, Value } of EmailTags) tags[Name] = [Value];
    deliver({ to: to.address, raw, messageId, tags });
    return { status: 200, body: { MessageId } };
  };
}

/** `"Name" <address>`, or a name in one encoded word or more (RFC 2047). */
function mailboxOf(header: string): { name: string; address: string } {
  const [, phrase = '', address = header] = /^(.*) <([^>]+)>$/.exec(header) ?? [];
  const words = [...phrase.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([, word = '']) =>
    Buffer.from(word, 'base64').toString(),
  );
  const quoted = phrase.replaceAll(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1');
  return { name: words.length > 0 ? words.join('') : quoted, address };
}
