import type { Context } from 'hono';
import type { Instant } from '../core/instant.ts';
import { verifyDelivery } from '../intake/webhook-signature.ts';

/** Who sent a request that was signed as Standard Webhooks, if one of the secrets signed it; null if not. */
export function verifyRequest(
  c: Context,
  signed: { body: Uint8Array; secrets: string[]; now: Instant },
): ReturnType<typeof verifyDelivery> {
  const headers = {
    id: c.req.header('webhook-id') ?? null,
    timestamp: c.req.header('webhook-timestamp') ?? null,
    signature: c.req.header('webhook-signature') ?? null,
  };
  return verifyDelivery({ headers, body: signed.body }, signed);
}
