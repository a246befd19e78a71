import { agentByAddress } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import { houseOf } from '../core/external-reference.ts';
import { normalAddress } from '../core/inbound-message.ts';
import type { Attachment, InboundMessage } from '../core/inbound-message.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import { fileStateToday } from './file-states.ts';
import type { FileStateDeps } from './file-states.ts';
import type { Clock, Store } from './ports.ts';
import { digestOfFile } from './store-file.ts';

const SMALL_PICTURE = 50_000;
/** From the third time on it is a signature's. */
const TIMES = 2;
const COUNTED_IN_A_MAIL = 3;
const REMEMBERED_MS = 180 * 24 * 60 * 60_000;

export interface KnownFileDeps extends FileStateDeps {
  store: Pick<Store, 'fileVerdict' | 'spendBudget'>;
  desk: Desk;
  clock: Clock;
}

/**
 * What the desk knows already of the files of a mail: what the scanner has said of the same bytes, and which pictures
 * keep coming from its sender's house. Costs a write for each of its first three small pictures, and nothing without. An
 * agent shows the same picture to many customers, each of whom is to see it.
 */
export async function withKnownFiles(deps: KnownFileDeps, message: InboundMessage): Promise<InboundMessage> {
  const isAgents = agentByAddress(deps.desk, normalAddress(message.from.address)) !== undefined;
  const pictures = isAgents ? [] : message.attachments.filter(isSmallPicture).slice(0, COUNTED_IN_A_MAIL);
  const attachments = await Promise.all(
    message.attachments.map(async (file) => ({
      ...file,
      ...(file.state ? { state: await fileStateToday(deps, file) } : {}),
      ...(pictures.includes(file) && (await isRepeated(deps, message, file))
        ? { repeated: true as const }
        : {}),
    })),
  );
  return { ...message, attachments };
}

function isSmallPicture({ contentType, size, blobKey }: Attachment): boolean {
  return contentType.startsWith('image/') && size < SMALL_PICTURE && blobKey !== undefined;
}

async function isRepeated(
  { store, clock }: KnownFileDeps,
  message: InboundMessage,
  { blobKey = '' }: Attachment,
): Promise<boolean> {
  const isNew = await store.spendBudget({
    scope: `picture:${houseOf(message.from.address)}`,
    window: digestOfFile(blobKey) ?? '',
    limit: TIMES,
    expires: instantOf(millisOf(clock()) + REMEMBERED_MS),
  });
  return !isNew;
}
