/** Files lie by the SHA-256 of their bytes: the same bytes once, whoever sends them. */

const FOLDER = 'att/';

/** @param digest in hex. */
export function fileKey(digest: string): string {
  return `${FOLDER}${digest}`;
}

/** Of the bytes, from where they lie; null for what is no file's place. */
export function digestOfFile(blobKey: string): string | null {
  const digest = blobKey.startsWith(FOLDER) ? blobKey.slice(FOLDER.length) : '';
  return /^[0-9a-f]{64}$/.test(digest) ? digest : null;
}
