import { createHmac } from 'node:crypto';

/** Two keys, `a` the older and `b` the newer, as a desk in the middle of a key rotation has them. */
export function testMac(keyVersion: string, text: string): Uint8Array | null {
  if (keyVersion !== 'a' && keyVersion !== 'b') return null;
  return createHmac('sha256', `a key of version ${keyVersion}`).update(text).digest();
}
