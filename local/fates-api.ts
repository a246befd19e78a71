import { Hono } from 'hono';
import { download, refuse } from './control-answers.ts';
import type { MailFates } from './mail-fates.ts';

/** What became of mails, in the control API (docs/local.md). Changes nothing. */
export function fatesApi(fates: MailFates): Hono {
  const app = new Hono();
  app.get('/_desk/fates/:name', async (c) => c.json(await fates.named(c.req.param('name'))));
  app.post('/_desk/fates', async (c) =>
    c.json(await fates.ofMail(new Uint8Array(await c.req.arrayBuffer()))),
  );
  app.get('/_desk/originals/:name', async (c) => {
    const evenInfected = c.req.query('even-infected') === 'yes';
    const found = await fates.original({ name: c.req.param('name'), evenInfected });
    if (found.kind === 'found') return download(c, { name: 'mail.eml', bytes: found.bytes });
    return refuse(c, found.kind === 'not_here' ? 404 : 409, found.why);
  });
  return app;
}
