import { blobsIn, clock, random, signerOf, storeIn } from '../functions/aws/adapters.ts';
import { deployedStack } from '../functions/aws/deployed-stack.ts';
import type { DeployedStack } from '../functions/aws/deployed-stack.ts';
import { textRecords } from '../functions/aws/text-records.ts';
import type { Signer } from '../functions/app/ports.ts';
import { loadDesk } from '../functions/desk-folder/load-desk.ts';
import { heldMailAt } from './held-client.ts';
import { heldMail } from './held-mail.ts';
import type { HeldMail } from './held-mail.ts';
import { readMailInThread } from './mail-thread.ts';

/** Which desk a command is about: the one that runs here, or one on AWS by its stack or by the names of its parts. */
export interface HeldPlace {
  port: number;
  stack?: string | undefined;
  table?: string | undefined;
  bucket?: string | undefined;
  /** The signing secret, without which answers cannot be told from new requests. */
  secret?: string | undefined;
  /** The desk folder as it was deployed. */
  folder: string;
}

/** The held mail of a desk; a sentence when it cannot be had. `needsKeys`: something may be taken in. */
export async function heldMailOf(
  place: HeldPlace,
  { needsKeys }: { needsKeys: boolean },
): Promise<HeldMail | string> {
  const { stack, table, bucket, secret } = place;
  if (!stack && !table && !bucket) return heldMailAt(place.port);
  if (stack && (table ?? bucket ?? secret)) return 'Name the --stack, or its parts, not both.';
  if (stack) {
    const parts = await deployedStack(stack);
    return parts ? onAws(parts, place.folder) : `There is no desk deployed as the stack ${stack}.`;
  }
  if (!table || !bucket) return 'Name both, the --table and the --bucket.';
  if (needsKeys && !secret) return 'To recover from AWS, name the signing --secret as well.';
  return onAws({ table, bucket, signingSecret: secret ?? null }, place.folder);
}

async function onAws(
  { table, bucket, signingSecret }: Omit<DeployedStack, 'signingSecret'> & { signingSecret: string | null },
  folder: string,
): Promise<HeldMail | string> {
  const loaded = loadDesk(folder);
  if (loaded.kind !== 'loaded') return 'The desk folder is not in order: npm run check says where.';
  return heldMail({
    store: storeIn({ TABLE_NAME: table }),
    blobs: blobsIn({ BUCKET_NAME: bucket }),
    desk: loaded.desk,
    signer: signingSecret ? await signerOf({ SIGNING_SECRET_ARN: signingSecret }) : KNOWS_NO_KEY,
    clock,
    randomBytes: random,
    log: () => undefined,
    readMail: readMailInThread,
    textRecords,
  });
}

/** Lists and shows; finds no ticket by a reply address. */
const KNOWS_NO_KEY: Signer = { current: 'a', mac: () => null };
