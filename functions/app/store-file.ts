import { createHash } from 'node:crypto';
import { stateAtArrival } from '../core/file-rules.ts';
import type { FileRules } from '../core/file-rules.ts';
import type { Attachment } from '../core/inbound-message.ts';
import type { Blobs } from './ports.ts';

const FOLDER = 'att/';

/**
 * Judges a file and stores it by its content: the same bytes lie there once, whoever sends them. What is too large stays
 * in the mail that it came with.
 */
export async function storeFile(
  { blobs, rules }: { blobs: Pick<Blobs, 'put'>; rules: FileRules },
  attachment: Attachment,
  bytes: Uint8Array,
): Promise<Attachment> {
  const state = stateAtArrival(attachment, rules);
  // Only the rules ask for what an archive lists.
  const { inside: _, ...kept } = attachment;
  if (state.kind === 'too_large') return { ...kept, state };
  const blobKey = `${FOLDER}${createHash('sha256').update(bytes).digest('hex')}`;
  await blobs.put(blobKey, bytes, attachment.contentType);
  return { ...kept, state, blobKey };
}

/** Of the bytes (SHA-256, hex), from where they lie; null for what is no file's place. */
export function digestOfFile(blobKey: string): string | null {
  const digest = blobKey.startsWith(FOLDER) ? blobKey.slice(FOLDER.length) : '';
  return /^[0-9a-f]{64}$/.test(digest) ? digest : null;
}
