import type { Blobs } from '../functions/app/ports.ts';
import { inboundPrefix } from '../functions/aws/contract.ts';

const KEPT_BYTES = 64 * 1024 * 1024;

/**
 * Keeps received mail in memory until it is read for the first time: it is taken in a moment after it came, and need
 * not come back from the disk for that.
 */
export function freshBlobs(blobs: Blobs): Blobs {
  const fresh = new Map<string, Uint8Array>();
  let kept = 0;

  function takeOut(key: string): Uint8Array | undefined {
    const bytes = fresh.get(key);
    kept -= bytes?.byteLength ?? 0;
    fresh.delete(key);
    return bytes;
  }

  return {
    put: async (key, bytes, contentType) => {
      await blobs.put(key, bytes, contentType);
      takeOut(key);
      if (!key.startsWith(inboundPrefix) || kept + bytes.byteLength > KEPT_BYTES) return;
      fresh.set(key, bytes);
      kept += bytes.byteLength;
    },
    get: async (key) => takeOut(key) ?? blobs.get(key),
  };
}

/** For a desk that leaves nothing behind. */
export function memoryBlobs(): Blobs {
  const blobs = new Map<string, Uint8Array>();
  return {
    put: async (key, bytes) => void blobs.set(key, bytes),
    get: async (key) => blobs.get(key) ?? null,
  };
}
