import type { ProcessTemplate } from './process-template.ts';

const PRIME = 0x100000001b3n;
const BASIS = 0xcbf29ce484222325n;
const MASK = (1n << 64n) - 1n;

/** Templates do not change while they are loaded, and their text is long. */
const known = new WeakMap<ProcessTemplate, string>();

/**
 * Names what a template says: the same template has the same version wherever it is loaded, any change has another.
 * Ten letters and digits (FNV-1a, 64 bits; nobody gains by making two templates share one).
 */
export function processVersion(template: ProcessTemplate): string {
  const found = known.get(template);
  if (found) return found;
  let hash = BASIS;
  for (const byte of new TextEncoder().encode(JSON.stringify(template)))
    hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  const version = hash.toString(36).padStart(13, '0').slice(-10);
  known.set(template, version);
  return version;
}
