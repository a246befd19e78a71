import { mayRead } from '../core/audience.ts';
import { contentDisposition } from '../core/content-disposition.ts';
import { mayBePassedOn } from '../core/file-state.ts';
import type { FileState } from '../core/file-state.ts';
import type { Ulid } from '../core/ids.ts';
import type { Attachment } from '../core/inbound-message.ts';
import { participantOn } from '../core/merge.ts';
import { textWithLinks } from '../core/text-links.ts';
import type { Message } from '../core/ticket.ts';
import type { PageVisitor } from './customer-page.ts';
import { fileStatesToday } from './file-states.ts';
import type { FileStateDeps } from './file-states.ts';
import { mergedInto } from './merged-tickets.ts';
import type { Downloads, OfferedFile, Store } from './ports.ts';

export type TextOffer =
  | { kind: 'elsewhere'; url: string }
  | { kind: 'here'; bytes: Uint8Array; file: Omit<OfferedFile, 'key'> }
  /** There is no such thing, or none for this reader. */
  | { kind: 'unknown' };

export type FileOffer = TextOffer | { kind: 'kept_back'; state: FileState };

/** Participants count from 1. */
const NOBODY = 0;

/** What browsers show without running anything in it. */
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** A file of a message, for somebody on its ticket who may read that message; changes nothing. */
export async function offerFile(
  deps: FileStateDeps & { store: Pick<Store, 'message' | 'ticket'>; downloads: Downloads },
  visitor: PageVisitor,
  wanted: { message: Ulid; index: number },
): Promise<FileOffer> {
  const message = await messageFor(deps.store, visitor, wanted.message);
  const file = message?.attachments[wanted.index];
  if (!file) return { kind: 'unknown' };
  const stateOf = await fileStatesToday(deps, [file]);
  const today = stateOf(file);
  if (!mayBePassedOn(today)) return { kind: 'kept_back', state: today };
  const offered = offeredAs(file);
  const offer = offered && (await deps.downloads.offer(offered));
  if (!offer) return { kind: 'unknown' };
  return offer.kind === 'here' ? { ...offer, file: offered } : offer;
}

/** All that a message says, for somebody on its ticket who may read it; changes nothing. */
export async function offerText(
  deps: { store: Pick<Store, 'message' | 'ticket'>; downloads: Downloads },
  visitor: PageVisitor,
  id: Ulid,
): Promise<TextOffer> {
  const message = await messageFor(deps.store, visitor, id);
  if (!message) return { kind: 'unknown' };
  const file = {
    type: 'text/plain; charset=utf-8',
    disposition: contentDisposition('inline', 'message.txt'),
  };
  if (!message.textKey)
    return { kind: 'here', bytes: new TextEncoder().encode(textWithLinks(message)), file };
  const offer = await deps.downloads.offer({ ...file, key: message.textKey });
  if (!offer) return { kind: 'unknown' };
  return offer.kind === 'here' ? { ...offer, file } : offer;
}

/** On his ticket or on one that was merged into it, where he may be somebody else; null for what he may not read. */
async function messageFor(
  store: Pick<Store, 'message' | 'ticket'>,
  { state, participant }: PageVisitor,
  id: Ulid,
): Promise<Message | null> {
  const { ref } = state.ticket;
  const own = await store.message(ref, id);
  if (own) return mayRead(participant, own) ? own : null;
  for (const merged of await mergedInto(store, state)) {
    const message = await store.message(merged.ticket.ref, id);
    const reader = { role: participant.role, id: participantOn(merged, participant)?.id ?? NOBODY };
    if (message) return mayRead(reader, message) ? message : null;
  }
  return null;
}

function offeredAs({ blobKey, name, contentType, foundType }: Attachment): OfferedFile | null {
  if (!blobKey) return null;
  const isPicture = PICTURES.has(contentType) && foundType === undefined;
  return {
    key: blobKey,
    type: isPicture ? contentType : 'application/octet-stream',
    disposition: contentDisposition(isPicture ? 'inline' : 'attachment', name),
  };
}
