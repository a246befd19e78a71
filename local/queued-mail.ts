import * as z from 'zod';
import type { Store } from '../functions/app/ports.ts';
import { sendMail } from '../functions/app/send-mail.ts';
import type { SendDeps } from '../functions/app/send-mail.ts';
import { instantOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { MailReceipt } from '../functions/intake/mail-receipt.ts';

/** What waits in the queues of this computer, as it is read back from the file. */

const verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']);

export const mailReceipt: z.ZodType<MailReceipt> = z.object({
  deliveryId: z.string(),
  receivedAt: z.string(),
  mailFrom: z.string(),
  recipients: z.array(z.string()),
  verdicts: z.object({
    spam: verdict,
    virus: verdict,
    spf: verdict,
    dkim: verdict,
    dmarc: verdict,
    dmarcPolicy: z.enum(['none', 'quarantine', 'reject']).optional(),
  }),
  rawKey: z.string(),
});

export const mailToSend = z.object({ ref: z.string(), seq: z.number(), index: z.number() });
export type MailToSend = z.infer<typeof mailToSend>;

/** @returns when to ask again, null when there is nothing left to do about it. */
export async function sendQueuedMail(deps: SendDeps, mail: MailToSend): Promise<Instant | null> {
  const outcome = await sendMail(deps, mail);
  return outcome.kind === 'busy' ? outcome.until : null;
}

/**
 * Mails that were being sent when the process died. In the cloud nobody knows whether they went out; here the mail
 * service is part of the desk and delivers a mail once however often it is sent, so that they are simply sent anew.
 */
export async function giveBackClaims(
  store: Pick<Store, 'deliveries' | 'recordDelivery'>,
  mails: MailToSend[],
): Promise<void> {
  for (const { ref, seq, index } of mails) {
    const deliveries = await store.deliveries(ref);
    const claimed = deliveries.find(({ id, state }) => id === `${seq}.${index}` && state.kind === 'claimed');
    if (claimed) await store.recordDelivery(ref, { id: claimed.id, state: NEVER_CLAIMED }, []);
  }
}

/** A claim so old that anybody may take it, of a mail that has not been tried. */
const NEVER_CLAIMED = { kind: 'claimed', at: instantOf(0), attempt: 0 } as const;
