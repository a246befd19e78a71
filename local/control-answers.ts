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
