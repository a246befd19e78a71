import { blobsIn, clock, random, signerOf, storeIn } from '../functions/aws/adapters.ts';
import { deployedStack } from '../functions/aws/deployed-stack.ts';
import { textRecords } from '../functions/aws/text-records.ts';
import type { ReceiveDeps } from '../functions/app/read-stored-mail.ts';
import type { Signer } from '../functions/app/ports.ts';
import { loadDesk } from '../functions/desk-folder/load-desk.ts';
import { readMailInThread } from './mail-thread.ts';

/** A desk on AWS, by its stack or by the names of its parts. */
export interface PlaceOnAws {
  stack?: string | undefined;
  table?: string | undefined;
  bucket?: string | undefined;
  /** The signing secret, without which answers cannot be told from new requests. */
  secret?: string | undefined;
  /** The desk folder as it was deployed. */
  folder: string;
}

export function isOnAws({ stack, table, bucket }: PlaceOnAws): boolean {
  return Boolean(stack ?? table ?? bucket);
}

/**
 * What stands behind a desk on AWS, with the credentials of whoever asks; a sentence when it cannot be had.
 * @param use.takesIn something may be taken in: only then is the signing secret read.
 */
export async function deskOnAws(
  place: PlaceOnAws,
  { takesIn }: { takesIn: boolean },
): Promise<ReceiveDeps | string> {
  const parts = await partsOf(place);
  if (typeof parts === 'string') return parts;
  if (takesIn && !parts.signingSecret) return 'To recover from AWS, name the signing --secret as well.';
  const loaded = loadDesk(place.folder);
  if (loaded.kind !== 'loaded') return 'The desk folder is not in order: npm run check says where.';
  const { table, bucket, signingSecret } = parts;
  return {
    store: storeIn({ TABLE_NAME: table }),
    blobs: blobsIn({ BUCKET_NAME: bucket }),
    desk: loaded.desk,
    signer: takesIn && signingSecret ? await signerOf({ SIGNING_SECRET_ARN: signingSecret }) : KNOWS_NO_KEY,
    clock,
    randomBytes: random,
    log: () => undefined,
    readMail: readMailInThread,
    textRecords,
  };
}

async function partsOf({ stack, table, bucket, secret }: PlaceOnAws) {
  if (stack && (table ?? bucket ?? secret)) return 'Name the --stack, or its parts, not both.';
  if (stack) return (await deployedStack(stack)) ?? `There is no desk deployed as the stack ${stack}.`;
  if (!table || !bucket) return 'Name both, the --table and the --bucket.';
  return { table, bucket, signingSecret: secret ?? null };
}

/** Finds no ticket by a reply address. */
const KNOWS_NO_KEY: Signer = { current: 'a', mac: () => null };
