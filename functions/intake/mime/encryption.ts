import { rawHeader } from './header-fields.ts';
import type { MimePart } from './mail-structure.ts';

const PKCS7 = /^application\/(?:x-)?pkcs7-mime$/;

/** Whether what the mail says can be read by the holder of a key only: S/MIME (RFC 8551 §3.2), PGP (RFC 3156 §4, or in the text). */
export function isEncrypted(root: MimePart, text: string): boolean {
  if (root.contentType === 'multipart/encrypted') return true;
  if (PKCS7.test(root.contentType))
    return !/signed-data|certs-only|compressed-data/i.test(rawHeader(root.fields, 'content-type') ?? '');
  return text.startsWith('-----BEGIN PGP MESSAGE-----');
}
