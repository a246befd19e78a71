import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Context } from 'hono';
import { calledStep, takeCallback } from '../app/take-callback.ts';
import type { CallbackDeps } from '../app/take-callback.ts';
import { parseTicketRef } from '../core/ids.ts';
import { verifyRequest } from './signed-request.ts';

const MAX_BODY = 64 * 1024;

export type CallbackAppDeps = CallbackDeps & {
  /** `whsec_…` of a hook, at most two, the newest first; none for one that we do not know. */
  secrets: (hook: string) => Promise<string[]>;
};

/**
 * `POST /calls/<ticket>/<step>/<visit>`: where a system that was called says later how it went, signed as Standard
 * Webhooks with the secret of its hook, in the words in which it could have answered at once.
 *
 * 200 when the step ended so, 409 for every answer after that or after its time, 422 for one that the process cannot
 * go on with (the step stays open), 401 without a word for every fault of the signature, 404 for a call that was never
 * made, 413 over 64 KB. Nothing is parsed or changed before the signature has been verified.
 */
export function callbackApp(deps: CallbackAppDeps): Hono {
  const app = new Hono();
  app.post(
    '/calls/:ref/:step/:visit',
    bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.body(null, 413) }),
    (c) => receive(deps, c, c.req.param()),
  );
  return app;
}

async function receive(
  deps: CallbackAppDeps,
  c: Context,
  path: { ref: string; step: string; visit: string },
): Promise<Response> {
  const ref = parseTicketRef(path.ref);
  if (!ref || !/^\d{1,4}$/.test(path.visit)) return c.body(null, 404);
  const body = new Uint8Array(await c.req.arrayBuffer());
  const step = await calledStep(deps, { ref, step: path.step, visit: Number(path.visit) });
  const secrets = step ? await deps.secrets(step.definition.hook) : [];
  const isSigned = verifyRequest(c, { body, secrets, now: deps.clock() }) !== null;
  if (!step) return c.body(null, 404);
  if (!isSigned) {
    deps.log('callback_refused', { ref, step: path.step });
    return c.body(null, 401);
  }
  const outcome = await takeCallback(deps, { ref, step, body: new TextDecoder().decode(body) });
  deps.log('callback', { ref, step: path.step, outcome: outcome.kind });
  switch (outcome.kind) {
    case 'completed':
      return c.json({ completed: true }, 200);
    case 'too_late':
      return c.json({ error: 'this call has ended' }, 409);
    case 'unreadable':
      return c.json({ error: outcome.reason }, 422);
  }
}
