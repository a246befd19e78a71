import { Resolver } from 'node:dns/promises';
import type { TextRecords } from '../app/ports.ts';

const NOTHING_THERE = new Set(['ENOTFOUND', 'ENODATA']);

/** A function must not wait for a server that does not answer. */
const resolver = new Resolver({ timeout: 2_000, tries: 2 });

/** The TXT records of the DNS; long ones come in pieces (RFC 7208 §3.3). */
export const textRecords: TextRecords = async (name) => {
  try {
    return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOTHING_THERE.has(String(error.code))) return [];
    throw error;
  }
};
