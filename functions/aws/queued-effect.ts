import * as z from 'zod';
import type { EffectName, QueuedDigest } from '../app/ports.ts';
import { suspensionCauses } from '../core/suspended-item.ts';

/** What lies in the queues of mails and of calls, as it is read back. */

const effectName = { ref: z.string(), seq: z.number().int(), index: z.number().int() };

/** Which effect of which outbox item is to be performed. */
export const queuedEffect: z.ZodType<EffectName> = z.object(effectName);

const queuedDigest: z.ZodType<QueuedDigest> = z.object({
  ...effectName,
  digest: z.object({
    count: z.number(),
    causes: z.array(z.object({ cause: z.enum(suspensionCauses), count: z.number() })),
    oldest: z.string(),
    expiring: z.number(),
    expiresFirst: z.string().nullable(),
    items: z.array(z.string()),
  }),
  reader: z.string(),
});

export const queuedMail = z.union([queuedDigest, queuedEffect]);

/** @throws Error for a body that is none of ours. */
export function readQueuedEffect(body: string): EffectName {
  return queuedEffect.parse(JSON.parse(body));
}

/** @throws Error for a body that is none of ours. */
export function readQueuedMail(body: string): EffectName | QueuedDigest {
  return queuedMail.parse(JSON.parse(body));
}
