import * as z from 'zod';
import { deliveryOfTag } from './ses-mailer.ts';

/**
 * What SES reports of a mail, as EventBridge brings it.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const tags = z.object({
  ref: z.tuple([z.string()]),
  delivery: z.tuple([z.string()]),
  participant: z.tuple([z.coerce.number().int()]),
});
const mail = z.object({ tags });
const recipients = z.array(z.object({ status: z.string().nullish() })).nullish();

const sesEvent = z.object({
  detail: z.discriminatedUnion('eventType', [
    z.object({
      eventType: z.literal('Bounce'),
      mail,
      bounce: z.object({ bounceType: z.string(), bounceSubType: z.string(), bouncedRecipients: recipients }),
    }),
    z.object({
      eventType: z.literal('Complaint'),
      mail,
      complaint: z.object({ complaintFeedbackType: z.string().nullish() }),
    }),
    z.object({
      eventType: z.literal('DeliveryDelay'),
      mail,
      deliveryDelay: z.object({ delayType: z.string(), delayedRecipients: recipients }),
    }),
  ]),
});

export interface SesMailEvent {
  ref: string;
  participant: number;
  delivery: string;
  kind: 'bounce' | 'complaint' | 'delay';
  hard: boolean;
  code: string;
}

/** Null for an event of a mail that does not carry our tags, and for kinds of events that we do not ask for. */
export function readSesEvent(event: unknown): SesMailEvent | null {
  const read = sesEvent.safeParse(event);
  if (!read.success) return null;
  const { detail } = read.data;
  const [ref] = detail.mail.tags.ref;
  const [participant] = detail.mail.tags.participant;
  const delivery = deliveryOfTag(detail.mail.tags.delivery[0]);
  const about = { ref, participant, delivery };
  switch (detail.eventType) {
    case 'Bounce': {
      const { bounceType, bounceSubType, bouncedRecipients } = detail.bounce;
      const code = bouncedRecipients?.[0]?.status ?? bounceSubType;
      return { ...about, kind: 'bounce', hard: bounceType === 'Permanent', code };
    }
    case 'Complaint':
      return {
        ...about,
        kind: 'complaint',
        hard: false,
        code: detail.complaint.complaintFeedbackType ?? 'complaint',
      };
    case 'DeliveryDelay': {
      const { delayType, delayedRecipients } = detail.deliveryDelay;
      return { ...about, kind: 'delay', hard: false, code: delayedRecipients?.[0]?.status ?? delayType };
    }
  }
}
