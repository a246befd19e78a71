import type { Context } from 'hono';
import type * as z from 'zod';

/** Null when it is no JSON. */
export async function jsonOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => null);
}

/** One sentence. */
export function refuse(c: Context, status: 400 | 404 | 409 | 413, error: string): Response {
  return c.json({ error }, status);
}

export function problemsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
}

/** Never shown by the browser itself: a mail's bytes are a stranger's. */
export function download(c: Context, file: { name: string; bytes: Uint8Array }): Response {
  const name = encodeURIComponent(file.name);
  return c.body(new Uint8Array(file.bytes), 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
    'X-Content-Type-Options': 'nosniff',
  });
}
