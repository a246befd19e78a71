import {
  BadRequestException,
  MessageRejected,
  SendEmailCommand,
  SESv2ServiceException,
} from '@aws-sdk/client-sesv2';
import type { SESv2Client, SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { Log, Mailer, OutgoingMail } from '../app/ports.ts';
import { mailboxText } from './mailbox-text.ts';
import { sesAttachment } from './ses-attachment.ts';

/**
 * Sends through SES, which composes the mail and gives it a Message-ID of its own: the API's bare id at the
 * region's host, or in us-east-1 at `email`. An answer may carry either, so both are told.
 */
export function sesMailer({
  client,
  configurationSet,
  region,
  log,
}: {
  client: SESv2Client;
  configurationSet: string;
  region: string;
  log: Log;
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
          return { kind: 'refused', reason: `${error.name}: ${withoutAddresses(error.message)}` };
        if (!isTurnedAway(error)) throw error;
        log('mail_turned_away', { ...mail.tags, reason: error.name });
        return { kind: 'later', reason: error.name };
      }
    },
  };
}

/**
 * SES has not taken the mail and says so: the rate, the quota or sending itself is at its end, or we may not, which
 * somebody will put right. With a fault of its own (5xx) it may have taken it.
 */
function isTurnedAway(error: unknown): error is SESv2ServiceException {
  if (!(error instanceof SESv2ServiceException)) return false;
  const { httpStatusCode = 500 } = error.$metadata;
  return httpStatusCode >= 400 && httpStatusCode < 500;
}

/** SES names the recipient whom it refuses; a reason is logged. */
function withoutAddresses(message: string): string {
  return message.replaceAll(/[^\s<>,;:'"]+@[^\s<>,;:'"]+/g, '(address)');
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
        Attachments: mail.attachments.map(sesAttachment),
      },
    },
  };
}

function utf8(text: string): { Data: string; Charset: string } {
  return { Data: text, Charset: 'UTF-8' };
}

/** A tag's value knows no dot: the delivery `3.0` travels as `3-0`. */
export function tagValue(delivery: string): string {
  return delivery.replace('.', '-');
}

/** The delivery that a tag's value stands for. */
export function deliveryOfTag(value: string): string {
  return value.replace('-', '.');
}
