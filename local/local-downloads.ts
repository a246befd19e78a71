import type { Blobs, Downloads } from '../functions/app/ports.ts';

/** The desk gives files out by itself. */
export function localDownloads(blobs: Pick<Blobs, 'get'>): Downloads {
  return {
    async offer({ key }) {
      const bytes = await blobs.get(key);
      return bytes && { kind: 'here', bytes };
    },
  };
}
