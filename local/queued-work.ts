import * as z from 'zod';
import { callSystem } from '../functions/app/call-system.ts';
import type { CallDeps } from '../functions/app/call-system.ts';
import type { EffectName, QueuedDigest, Store } from '../functions/app/ports.ts';
import { sendQueued } from '../functions/app/send-queued.ts';
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

/** @returns when to ask again, null when there is nothing left to do about it. */
export async function sendQueuedMail(
  deps: SendDeps,
  mail: EffectName | QueuedDigest,
): Promise<Instant | null> {
  const outcome = await sendQueued(deps, mail);
  return outcome.kind === 'busy' ? outcome.until : null;
}

/** @returns when to ask again, null when there is nothing left to do about it. */
export async function makeQueuedCall(deps: CallDeps, call: EffectName): Promise<Instant | null> {
  const outcome = await callSystem(deps, call);
  return outcome.kind === 'later' ? outcome.until : null;
}

/**
 * Mails that were being sent and calls that were being made when the process died. In the cloud nobody knows whether a
 * mail went out; here the mail service is part of the desk and delivers a mail once however often it is sent. A system
 * that is called knows a repeat. So both are simply done anew.
 */
export async function giveBackClaims(
  store: Pick<Store, 'deliveries' | 'recordDelivery'>,
  effects: EffectName[],
): Promise<void> {
  for (const { ref, seq, index } of effects) {
    const deliveries = await store.deliveries(ref);
    const claimed = deliveries.find(({ id, state }) => id === `${seq}.${index}` && state.kind === 'claimed');
    if (claimed) await store.recordDelivery(ref, { id: claimed.id, state: NEVER_CLAIMED }, []);
  }
}

/** A claim so old that anybody may take it, of what has not been tried. */
const NEVER_CLAIMED = { kind: 'claimed', at: instantOf(0), attempt: 0 } as const;
