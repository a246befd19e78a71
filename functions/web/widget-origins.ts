import type { Context, MiddlewareHandler } from 'hono';
import type { Desk } from '../core/desk.ts';

/**
 * Lets the pages of a widget's own sites (and of the desk itself), and no others, call it from a browser: exact origins, no cookies
 * (https://fetch.spec.whatwg.org/#http-cors-protocol). A call without an `Origin` comes from no page; the
 * conversation's secret is what authorises it.
 */
export function widgetOrigins(desk: Pick<Desk, 'chat'>): MiddlewareHandler {
  return async (c, next) => {
    const widget = desk.chat.find(({ id }) => id === c.req.param('widget'));
    const origin = c.req.header('origin');
    const isOurs = origin === new URL(c.req.url).origin;
    if (origin && widget && !isOurs && !widget.origins.includes(origin)) return c.body(null, 403);
    if (c.req.method === 'OPTIONS') return preflight(c, widget && origin);
    await next();
    if (widget && origin) allow(c.res.headers, origin);
    return;
  };
}

function preflight(c: Context, origin: string | undefined): Response {
  const headers = new Headers({
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, If-None-Match',
    'Access-Control-Max-Age': '600',
  });
  if (origin) allow(headers, origin);
  return c.body(null, 204, Object.fromEntries(headers));
}

function allow(headers: Headers, origin: string): void {
  headers.set('Access-Control-Allow-Origin', origin);
  headers.set('Access-Control-Expose-Headers', 'ETag, Retry-After');
  headers.append('Vary', 'Origin');
}
