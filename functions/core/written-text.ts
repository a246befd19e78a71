import * as z from 'zod';

const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** A name, a label or words: something that can be seen. Spaces and characters without a shape are nothing. */
export const writtenText = z.string().regex(visible, 'write a text');

export function isWritten(text: string): boolean {
  return visible.test(text);
}
