import { randomBytes } from 'node:crypto';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { controlApi } from './control-api.ts';
import { isDiskFull } from './database.ts';
import type { LocalDesk } from './local-desk.ts';
import { loopbackOnly, sameOriginOnly } from './loopback-only.ts';
import { filesOf } from './page-files.ts';

const PAGE = new URL('./page/', import.meta.url);
const WIDGET = new URL('./widget/', import.meta.url);

/** The desk's page, its control API, the chat demo and the doors that the cloud has too, under one origin. */
export function webApp(desk: LocalDesk): Hono {
  const app = new Hono();
  app.use('*', loopbackOnly);
  app.use('/_desk/*', sameOriginOnly);
  app.route('/', controlApi(desk, randomBytes));
  app.route('/', desk.doors);
  app.route('/', filesOf(WIDGET, '/widget/'));
  app.route('/', filesOf(PAGE, '/'));
  app.notFound((c) => c.json({ error: `there is no ${c.req.method} ${c.req.path}` }, 404));
  app.onError((fault, c) => {
    if (isDiskFull(fault)) return c.json({ error: 'the disk is full; make room and try again' }, 507);
    console.error(fault);
    return c.json({ error: 'the desk could not do it; its window says why' }, 500);
  });
  return app;
}

export interface WebDoor {
  port: number;
  close(): Promise<void>;
}

/** @param options.port 0 for any free one. */
export async function openWebDoor(app: Hono, options: { port: number }): Promise<WebDoor> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
