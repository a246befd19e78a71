import { deskOnAws, isOnAws } from './desk-on-aws.ts';
import type { PlaceOnAws } from './desk-on-aws.ts';
import { heldMailAt } from './held-client.ts';
import { heldMail } from './held-mail.ts';
import type { HeldMail } from './held-mail.ts';

/** The held mail of a desk, the one that runs here or one on AWS; a sentence when it cannot be had. */
export async function heldMailOf(
  place: PlaceOnAws & { port: number },
  use: { takesIn: boolean },
): Promise<HeldMail | string> {
  if (!isOnAws(place)) return heldMailAt(place.port);
  const deps = await deskOnAws(place, use);
  return typeof deps === 'string' ? deps : heldMail(deps);
}
