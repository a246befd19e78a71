import type { InboundMessage } from '../core/inbound-message.ts';
import { asSentence } from '../core/sentence.ts';
import type { Refusal, SuspensionCause } from '../core/suspended-item.ts';
import type { MailReceipt } from '../intake/mail-receipt.ts';
import { identityOf, identityUnread } from './mail-identity.ts';
import type { MailReader, TextRecords } from './ports.ts';
import { withProvenSeal } from './proven-seal.ts';
import { storeFiles } from './store-files.ts';
import type { TakeInDeps } from './taking-in.ts';

export interface ReceiveDeps extends TakeInDeps {
  readMail: MailReader;
  textRecords: TextRecords;
}

/** A mail as it will be taken in. */
interface StoredMail {
  message: InboundMessage;
  /** Why it is not to be read. */
  unread: Refusal | null;
  /** The delivery that it is, or would be, as long as it cannot be read. */
  idUnread: string;
}

/**
 * Reads a mail and stores its files; null when its bytes are not there. Of a mail with a virus that somebody lets in all
 * the same only the words come in.
 * @param waived causes for which it is read all the same.
 */
export async function readStoredMail(
  deps: Pick<ReceiveDeps, 'store' | 'blobs' | 'desk' | 'readMail' | 'textRecords'>,
  receipt: MailReceipt,
  waived: ReadonlySet<SuspensionCause> = new Set(),
): Promise<StoredMail | null> {
  const raw = await deps.blobs.get(receipt.rawKey);
  if (!raw) return null;
  const { desk } = deps;
  const {
    message: read,
    files,
    suspended,
  } = await deps.readMail({
    raw,
    receipt,
    own: {
      mailDomain: desk.mailDomain,
      addresses: desk.inboxes.map((inbox) => inbox.address),
      loopId: desk.mailDomain,
    },
    waived,
  });
  const message = await withProvenSeal(deps, raw, read);
  const { deliveryId, mailFrom, recipients } = receipt;
  const idUnread = identityUnread(message, raw);
  const identified = {
    ...message,
    door: 'mail',
    deliveryId: suspended ? idUnread : identityOf(message, files),
    envelope: { deliveryId, mailFrom, recipients },
  };
  if (suspended && !waived.has(suspended.cause))
    return {
      message: identified,
      unread: { ...suspended, explanation: asSentence(suspended.explanation) },
      idUnread,
    };
  if (receipt.verdicts.virus === 'FAIL') return { message: withoutFiles(identified), unread: null, idUnread };
  const attachments = await storeFiles(deps, message.attachments, files);
  return { message: { ...identified, attachments }, unread: null, idUnread };
}

/** Said of a mail with a virus that somebody has let in. */
export const leftForVirus = 'its files were left out, for the mail service found a virus';

function withoutFiles(message: InboundMessage): InboundMessage {
  return message.attachments.length === 0
    ? message
    : { ...message, attachments: [], degraded: [...message.degraded, leftForVirus] };
}
