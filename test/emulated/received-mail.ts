import { randomUUID } from 'node:crypto';
import type { Verdicts } from '../../functions/core/inbound-message.ts';
import type { Instant } from '../../functions/core/instant.ts';
import { inboundPrefix } from '../../functions/aws/contract.ts';

export interface Arrival {
  /** Where SES puts the mail. */
  key: string;
  /** What it publishes once the mail is there. */
  notification: unknown;
}

/**
 * What SES does with a mail that arrives (S3 action with a topic).
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
export function arrivalOf(mail: {
  mailFrom: string;
  recipients: string[];
  verdicts: Verdicts;
  at: Instant;
  bucket: string;
  topicArn: string;
}): Arrival {
  const { mailFrom, recipients, verdicts, at, bucket, topicArn } = mail;
  const messageId = randomUUID().replaceAll('-', '');
  const key = `${inboundPrefix}${messageId}`;
  const { spam, virus, spf, dkim, dmarc, dmarcPolicy } = verdicts;
  const notification = {
    notificationType: 'Received',
    mail: {
      timestamp: at,
      source: mailFrom,
      messageId,
      destination: recipients,
      headersTruncated: false,
      headers: [],
      commonHeaders: {},
    },
    receipt: {
      timestamp: at,
      processingTimeMillis: 400,
      recipients,
      spamVerdict: { status: spam },
      virusVerdict: { status: virus },
      spfVerdict: { status: spf },
      dkimVerdict: { status: dkim },
      dmarcVerdict: { status: dmarc },
      ...(dmarcPolicy ? { dmarcPolicy } : {}),
      action: { type: 'S3', topicArn, bucketName: bucket, objectKeyPrefix: inboundPrefix, objectKey: key },
    },
  };
  return { key, notification };
}
