import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import type * as z from 'zod';
import {
  conversationOf,
  leaveContact,
  readConversation,
  sendChatMessage,
  startConversation,
  visitorSeen,
} from '../app/chat.ts';
import type { ChatDeps, Conversation } from '../app/chat.ts';
import type { RandomBytes } from '../core/ids.ts';
import { equalInConstantTime } from '../core/reply-address.ts';
import { chatContactRequest, chatMessageRequest } from '../intake/chat-request.ts';
import { widgetOrigins } from './widget-origins.ts';

const MAX_BODY = 64_000;

export type ChatAppDeps = ChatDeps & { randomBytes: RandomBytes };

interface ChatEnv {
  Variables: { conversation: Conversation };
}

/**
 * The chat widget's API, JSON both ways; a conversation's calls carry `Authorization: Bearer <secret>`.
 *
 * - `POST /chat/<widget>/conversations` → 201 `{conversation, secret}`; stores nothing.
 * - `POST …/conversations/<id>/messages` `{text, clientId, name?, address?}` → 202 `{ticket}` or `{held}`; the first
 *   one opens the ticket; repeat it with the same `clientId` until it is answered.
 * - `GET …/conversations/<id>/messages?after=<cursor>` → 200 `{ticket, status, messages, cursor, more}`, with an ETag.
 * - `POST …/conversations/<id>/seen` → 204; while somebody looks, answers stay in the chat.
 * - `POST …/conversations/<id>/contact` `{address, name?}` → 204; where answers go afterwards.
 *
 * 400 with `{problems}` for a wrong body, 401 for a wrong secret, 403 for a page of another origin, 404 for an unknown
 * widget, 413 over 64 KB, 429 with `Retry-After` for too many messages.
 */
export function chatApp(deps: ChatAppDeps): Hono<ChatEnv> {
  const app = new Hono<ChatEnv>();
  app.use('/chat/:widget/*', widgetOrigins(deps.desk));
  app.use('/chat/:widget/*', bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.body(null, 413) }));
  app.use('/chat/:widget/conversations/:id/*', authorised(deps));

  app.post('/chat/:widget/conversations', (c) => {
    const widget = deps.desk.chat.find(({ id }) => id === c.req.param('widget'));
    return widget ? c.json(startConversation(deps.randomBytes), 201) : c.body(null, 404);
  });

  app.post('/chat/:widget/conversations/:id/messages', async (c) => {
    const request = await readBody(c, chatMessageRequest);
    if (!request.success) return c.json({ problems: problemsOf(request.error) }, 400);
    const outcome = await sendChatMessage(deps, c.var.conversation, request.data);
    switch (outcome.kind) {
      case 'taken_in':
        return c.json({ ticket: outcome.ref }, 202);
      case 'held':
        return c.json({ held: true }, 202);
      case 'too_many':
        return c.body(null, 429, { 'Retry-After': '60' });
    }
  });

  app.get('/chat/:widget/conversations/:id/messages', etag(), async (c) => {
    const after = c.req.query('after') || null;
    if (after && !/^[0-9A-HJKMNP-TV-Z]{26}$/.test(after))
      return c.json({ problems: ['no such cursor'] }, 400);
    return c.json(await readConversation(deps, c.var.conversation, after), 200, {
      'Cache-Control': 'no-cache',
    });
  });

  app.post('/chat/:widget/conversations/:id/seen', async (c) => {
    await visitorSeen(deps, c.var.conversation);
    return c.body(null, 204);
  });

  app.post('/chat/:widget/conversations/:id/contact', async (c) => {
    const request = await readBody(c, chatContactRequest);
    if (!request.success) return c.json({ problems: problemsOf(request.error) }, 400);
    await leaveContact(deps, c.var.conversation, request.data);
    return c.body(null, 204);
  });

  return app;
}

/** Nothing is looked up for a secret that does not open the conversation: its digest is the conversation's name. */
function authorised({ desk }: ChatAppDeps): MiddlewareHandler<ChatEnv> {
  return async (c, next) => {
    const widget = desk.chat.find(({ id }) => id === c.req.param('widget'));
    if (!widget) return c.body(null, 404);
    const [, secret] = /^Bearer ([0-9a-z]{26})$/.exec(c.req.header('authorization') ?? '') ?? [];
    const id = c.req.param('id') ?? '';
    if (!secret || !equalInConstantTime(conversationOf(secret), id)) return c.body(null, 401);
    c.set('conversation', { widget, id });
    await next();
    return;
  };
}

/** A body that is no JSON at all is as wrong as an empty one. */
async function readBody<Request>(
  c: Context,
  schema: z.ZodType<Request>,
): Promise<z.ZodSafeParseResult<Request>> {
  const body: unknown = await c.req.json().catch(() => null);
  return schema.safeParse(body);
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
}
