import { deskOnAws, isOnAws } from './desk-on-aws.ts';
import type { PlaceOnAws } from './desk-on-aws.ts';
import { heldMailAt } from './held-client.ts';
import { heldMail } from './held-mail.ts';
import type { HeldMail } from './held-mail.ts';

/** Which desk a command is about: the one that runs here, or one on AWS. */
export interface HeldPlace extends PlaceOnAws {
  port: number;
}

/** The held mail of a desk; a sentence when it cannot be had. `needsKeys`: something may be taken in. */
export async function heldMailOf(
  place: HeldPlace,
  { needsKeys }: { needsKeys: boolean },
): Promise<HeldMail | string> {
  if (!isOnAws(place)) return heldMailAt(place.port);
  const { table, bucket, secret } = place;
  if (needsKeys && table && bucket && !secret)
    return 'To recover from AWS, name the signing --secret as well.';
  const deps = await deskOnAws(place);
  return typeof deps === 'string' ? deps : heldMail(deps);
}
