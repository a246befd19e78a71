import { agentByAddress } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import { houseOf } from '../core/external-reference.ts';
import { normalAddress } from '../core/inbound-message.ts';
import type { Attachment, InboundMessage } from '../core/inbound-message.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Clock, Store } from './ports.ts';

const SMALL_PICTURE = 50_000;
/** From the third time on it is a signature's. */
const TIMES = 2;
const COUNTED_IN_A_MAIL = 3;
const REMEMBERED_MS = 180 * 24 * 60 * 60_000;

export interface PictureDeps {
  store: Pick<Store, 'wasShown'>;
  desk: Desk;
  clock: Clock;
}

/**
 * Marks the pictures that keep coming from a mail's sender's house. Costs a read for each of its first three small
 * pictures, and a write while the picture is new. The same mail, delivered again, is the same showing. An agent shows the
 * same picture to many customers, each of whom is to see it.
 */
export async function withRepeatedMarked(
  deps: PictureDeps,
  message: InboundMessage,
): Promise<InboundMessage> {
  const isAgents = agentByAddress(deps.desk, normalAddress(message.from.address)) !== undefined;
  const pictures = isAgents ? [] : message.attachments.filter(isSmallPicture).slice(0, COUNTED_IN_A_MAIL);
  const marking = message.attachments.map(async (file) => {
    const isRepeated = pictures.includes(file) && (await keepsComing(deps, message, file));
    return isRepeated ? { ...file, repeated: true as const } : file;
  });
  return { ...message, attachments: await Promise.all(marking) };
}

function isSmallPicture({ contentType, size, blobKey }: Attachment): boolean {
  return contentType.startsWith('image/') && size < SMALL_PICTURE && blobKey !== undefined;
}

function keepsComing(
  { store, clock }: PictureDeps,
  { from, deliveryId }: InboundMessage,
  { blobKey = '' }: Attachment,
): Promise<boolean> {
  return store.wasShown({
    picture: `${houseOf(from.address)} ${blobKey}`,
    by: deliveryId,
    times: TIMES,
    expires: instantOf(millisOf(clock()) + REMEMBERED_MS),
  });
}
