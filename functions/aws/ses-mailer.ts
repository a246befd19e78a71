import {
  BadRequestException,
  LimitExceededException,
  MessageRejected,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import type { Attachment, SESv2Client, SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { Mailer, OutgoingMail } from '../app/ports.ts';
import { mailboxText } from './mailbox-text.ts';

/**
 * Sends through SES, which composes the mail and gives it a Message-ID of its own: the API's bare id at the
 * region's host, or in us-east-1 at `email`. An answer may carry either, so both are told.
 */
export function sesMailer({
  client,
  configurationSet,
  region,
}: {
  client: SESv2Client;
  configurationSet: string;
  region: string;
}): Mailer {
  return {
    async send(mail) {
      try {
        const { MessageId } = await client.send(new SendEmailCommand(requestOf(mail, configurationSet)));
        if (!MessageId) throw new Error('SES took a mail and named no Message-ID');
        return {
          kind: 'sent',
          messageIds: [`${MessageId}@${region}.amazonses.com`, `${MessageId}@email.amazonses.com`],
        };
      } catch (error) {
        if (error instanceof MessageRejected || error instanceof BadRequestException)
          return { kind: 'refused', reason: `${error.name}: ${error.message}` };
        if (isTurnedAway(error)) return { kind: 'later', reason: error.name };
        throw error;
      }
    },
  };
}

/** Over the sending rate or quota, or sending is paused: SES has not taken the mail. */
function isTurnedAway(error: unknown): error is Error {
  return (
    error instanceof TooManyRequestsException ||
    error instanceof LimitExceededException ||
    error instanceof SendingPausedException
  );
}

function requestOf(mail: OutgoingMail, configurationSet: string): SendEmailCommandInput {
  const { ref, delivery, participant } = mail.tags;
  const tags = { ref, delivery: tagValue(delivery), participant };
  return {
    FromEmailAddress: mailboxText(mail.from),
    Destination: { ToAddresses: [mailboxText(mail.to)] },
    ReplyToAddresses: [mail.replyTo],
    ConfigurationSetName: configurationSet,
    EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
    Content: {
      Simple: {
        Subject: utf8(mail.subject),
        Body: { Text: utf8(mail.text), ...(mail.html === undefined ? {} : { Html: utf8(mail.html) }) },
        Headers: Object.entries(mail.headers).map(([Name, Value]) => ({ Name, Value })),
        Attachments: mail.attachments.map(attachmentOf),
      },
    },
  };
}

function utf8(text: string): { Data: string; Charset: string } {
  return { Data: text, Charset: 'UTF-8' };
}

/** Without a transfer encoding SES sends seven bits of every byte. */
function attachmentOf({
  name,
  contentType,
  bytes,
  contentId,
}: OutgoingMail['attachments'][number]): Attachment {
  return {
    RawContent: bytes,
    FileName: name,
    ContentType: contentType,
    ContentTransferEncoding: 'BASE64',
    ContentDisposition: contentId === undefined ? 'ATTACHMENT' : 'INLINE',
    ...(contentId === undefined ? {} : { ContentId: contentId }),
  };
}

/** A tag's value knows no dot: the delivery `3.0` travels as `3-0`. */
export function tagValue(delivery: string): string {
  return delivery.replace('.', '-');
}

/** The delivery that a tag's value stands for. */
export function deliveryOfTag(value: string): string {
  return value.replace('-', '.');
}
