import { cutText } from '../core/cut-text.ts';
import { isCaution } from '../core/file-state.ts';
import { newUlid } from '../core/ids.ts';
import type { RandomBytes } from '../core/ids.ts';
import { dmarcOf, domainOf } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { millisOf } from '../core/instant.ts';
import { textWithLinks } from '../core/text-links.ts';
import type { Message } from '../core/ticket.ts';
import { isMachineAddress } from '../intake/automatic/classify.ts';
import type { Blobs, Change } from './ports.ts';

/** Bytes in UTF-8. Longer texts lie in the blob store, their beginning on the message. */
const LONGEST_TEXT = 32 * 1024;
/** Characters; at most three bytes each. */
const BEGINNING = 8 * 1024;

/** The message as its ticket will keep it, before anybody has judged where it belongs. */
export function recordOf(message: InboundMessage, randomBytes: RandomBytes): Message {
  const { from } = message;
  return {
    id: newUlid(millisOf(message.receivedAt), randomBytes),
    at: message.receivedAt,
    channel: message.channel,
    author: null,
    from: { address: cutText(from.address, 320), name: cutText(from.name, 200) },
    visibility: 'public',
    class: message.class,
    subject: cutText(message.subject, 250),
    text: message.reply,
    ...(message.links ? { links: message.links } : {}),
    attachments: message.attachments,
    messageId: message.messageId,
    rawKey: message.rawKey,
    bounce: message.bounce,
    receipt: { by: 'new', rejected: [] },
    flags: [
      ...message.degraded.map((what) => `degraded: ${what}`),
      ...message.attachments.flatMap(({ name, signs = [] }) =>
        signs.filter(isCaution).map((sign) => `${sign}: ${cutText(name, 100)}`),
      ),
      ...(message.class === 'human' && isMachineAddress(from.address)
        ? [`reads_no_mail: ${cutText(from.address, 100)}`]
        : []),
      ...(dmarcOf(message) === 'FAIL' ? [`unverified: ${domainOf(from.address)}`] : []),
    ],
  };
}

/** Puts texts that are too long for a row into the blob store, as they were decided upon. */
export async function withLongTextsStored(blobs: Blobs, changes: Change[]): Promise<Change[]> {
  return Promise.all(
    changes.map(async (change) =>
      change.kind === 'add_message' ? { ...change, message: await stored(blobs, change.message) } : change,
    ),
  );
}

/** Whoever fetches the whole of it sees where its links lead. */
async function stored(blobs: Blobs, message: Message): Promise<Message> {
  const { links: _, ...plain } = message;
  const text = textWithLinks(message);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= LONGEST_TEXT) return message;
  const textKey = `text/${message.id}`;
  await blobs.put(textKey, bytes, 'text/plain; charset=utf-8');
  return { ...plain, text: cutText(text, BEGINNING), textKey };
}
