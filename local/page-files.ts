import { readFile, readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import { Hono } from 'hono';

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Only this origin's own scripts, styles and pictures; mails in HTML are framed from `/_desk/mails/`. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/**
 * The files of one folder, read anew at each request, so that a change shows on reload.
 *
 * @param path with a slash at both ends; `path` itself is index.html.
 */
export function filesOf(folder: URL, path: string): Hono {
  const app = new Hono();
  app.get(`${path}*`, async (c, next) => {
    const name = c.req.path.slice(path.length) || 'index.html';
    const contentType = CONTENT_TYPES[extname(name)];
    if (!contentType || !(await readdir(folder)).includes(name)) {
      await next();
      return;
    }
    const text = await readFile(new URL(name, folder), 'utf8');
    return c.body(text, 200, {
      'Content-Type': contentType,
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    });
  });
  return app;
}
