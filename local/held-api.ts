import { Hono } from 'hono';
import type { Context } from 'hono';
import * as z from 'zod';
import type { HeldAnswer } from '../functions/app/held-words.ts';
import type { HeldMail } from './held-mail.ts';

const by = z.string().trim().min(1).max(200);
const recoverRequest = z.strictObject({
  as: z
    .union([z.enum(['intended', 'new']), z.strictObject({ into: z.string().max(40) })])
    .default('intended'),
  anyway: z.boolean().default(false),
  by,
});
const discardRequest = z.strictObject({ reason: z.string().trim().min(1, 'say why'), by });
const senderRequest = z.strictObject({
  kind: z.enum(['allow', 'block']),
  sender: z.string(),
  why: z.string().trim().min(1, 'say why'),
  days: z.int().positive().nullable().default(null),
  by,
});

const liftRequest = z.strictObject({ sender: z.string(), by });

/** Held mail in the control API (docs/local.md). GET changes nothing. */
export function heldApi(held: HeldMail): Hono {
  const app = new Hono();
  app.get('/_desk/held', async (c) => {
    const cause = c.req.query('cause');
    const items = await held.list();
    return c.json({ held: cause === undefined ? items : items.filter((item) => item.cause === cause) });
  });
  app.get('/_desk/held/:id', async (c) => {
    const shown = await held.show(c.req.param('id'));
    return shown ? c.json(shown) : c.json({ error: `nothing is held as ${c.req.param('id')}` }, 404);
  });
  app.post('/_desk/held/:id/recover', async (c) =>
    obey(c, recoverRequest, (request) => held.recover({ id: c.req.param('id'), ...request })),
  );
  app.post('/_desk/held/:id/discard', async (c) =>
    obey(c, discardRequest, (request) => held.discard({ id: c.req.param('id'), ...request })),
  );
  app.get('/_desk/senders', async (c) => c.json({ senders: await held.senders() }));
  app.post('/_desk/senders/lift', async (c) => obey(c, liftRequest, (request) => held.liftSender(request)));
  app.post('/_desk/senders', async (c) => obey(c, senderRequest, (request) => held.decideSender(request)));
  return app;
}

async function obey<Request>(
  c: Context,
  shape: z.ZodType<Request>,
  perform: (request: Request) => Promise<HeldAnswer>,
): Promise<Response> {
  const request = shape.safeParse(await c.req.json().catch(() => null));
  if (!request.success) return c.json({ error: z.prettifyError(request.error) }, 400);
  const { kind, says } = await perform(request.data);
  if (kind === 'done') return c.json({ says });
  return c.json({ error: says }, kind === 'unknown' ? 404 : 409);
}
