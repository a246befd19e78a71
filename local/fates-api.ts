import { Hono } from 'hono';
import type { MailFates } from './mail-fates.ts';

/** What became of mails, in the control API (docs/local.md). Changes nothing. */
export function fatesApi(fates: MailFates): Hono {
  const app = new Hono();
  app.get('/_desk/fates/:name', async (c) => c.json(await fates.named(c.req.param('name'))));
  app.post('/_desk/fates', async (c) =>
    c.json(await fates.ofMail(new Uint8Array(await c.req.arrayBuffer()))),
  );
  return app;
}
