import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Context } from 'hono';
import { takeInWebhook } from '../app/take-in-webhook.ts';
import type { WebhookDeps } from '../app/take-in-webhook.ts';
import { verifyRequest } from './signed-request.ts';

const MAX_BODY = 1_000_000;

export type WebhookAppDeps = WebhookDeps & {
  /** `whsec_…`, at most two a source, the newest first; none for a source that we do not know. */
  secrets: (source: string) => Promise<string[]>;
};

/**
 * `POST /webhooks/<source>`: deliveries signed as Standard Webhooks.
 *
 * 202 when taken in or held for a person, 200 for a delivery that was taken in before (its first answer may have been
 * lost, so a sender must be able to stop trying), 401 without a word for every fault of the signature, 404 for an
 * unknown source, 413 over 1 MB. Nothing is parsed, read or written before the signature has been verified.
 */
export function webhookApp(deps: WebhookAppDeps): Hono {
  const app = new Hono();
  app.post('/webhooks/:source', bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.body(null, 413) }), (c) =>
    receive(deps, c, c.req.param('source')),
  );
  return app;
}

async function receive(deps: WebhookAppDeps, c: Context, sourceId: string): Promise<Response> {
  const source = deps.desk.webhooks.find(({ id }) => id === sourceId);
  const body = new Uint8Array(await c.req.arrayBuffer());
  const secrets = await deps.secrets(sourceId);
  const signed = verifyRequest(c, { body, secrets, now: deps.clock() });
  if (!source) return c.body(null, 404);
  if (!signed) {
    deps.log('webhook_refused', { source: sourceId });
    return c.body(null, 401);
  }
  const outcome = await takeInWebhook(deps, { source, ...signed, body });
  switch (outcome.kind) {
    case 'duplicate':
      return c.json({ duplicate: true }, 200);
    case 'suspended':
      return c.json({ held: outcome.cause }, 202);
    case 'new_ticket':
    case 'appended':
      return c.json({ ticket: outcome.ref }, 202);
  }
}
