import type { MiddlewareHandler } from 'hono';

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A page of another site may not reach the desk under a name of its own that points to this computer (DNS rebinding). */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? '';
  if (!isLoopback(`http://${host}`))
    return c.json({ error: `this desk answers to 127.0.0.1 and localhost, not to ${host}` }, 403);
  await next();
  return;
};

/** A page of another site may not make a visitor's browser post to the desk. */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('origin');
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!reads && origin !== undefined && origin !== `http://${c.req.header('host')}`)
    return c.json({ error: `pages of ${origin} may not change this desk` }, 403);
  await next();
  return;
};

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_NAMES.has(new URL(url).hostname);
}
