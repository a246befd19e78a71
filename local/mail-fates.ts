import { everythingHeld } from '../functions/app/everything-held.ts';
import { readStoredMail } from '../functions/app/read-stored-mail.ts';
import type { ReceiveDeps } from '../functions/app/read-stored-mail.ts';
import { inboundPrefix } from '../functions/aws/contract.ts';
import { heldOrdersRef } from '../functions/app/send-held-mail.ts';
import type { TicketRef, Ulid } from '../functions/core/ids.ts';
import type { InboundMessage, Verdicts } from '../functions/core/inbound-message.ts';
import type { HeldOrdersAnswer } from '../functions/core/outbox.ts';
import type { SuspendedItem } from '../functions/core/suspended-item.ts';
import type { Message } from '../functions/core/ticket.ts';
import type { MailReceipt } from '../functions/intake/mail-receipt.ts';
import { rawHeader, readHeaderSection } from '../functions/intake/mime/header-fields.ts';
import { explained } from './acknowledgement.ts';
import type { ExplainedMessage } from './acknowledgement.ts';
import type { DeskView } from './desk-view.ts';
import type { MailFate } from './mail-fate.ts';
import { originalMail } from './original-mail.ts';
import type { OriginalMail, WantedOriginal } from './original-mail.ts';
import { receiptOfFile } from './receipt-of-file.ts';

export interface MailFates {
  /** By what the mail says of itself: the delivery under which it came need not be known. */
  ofMail(raw: Uint8Array): Promise<MailFate>;
  /** By the id of its delivery (the SMTP door answers with it; on AWS that of SES), of a held item, or its Message-ID. */
  named(name: string): Promise<MailFate>;
  /** All that is on a ticket, oldest first; null when there is no such ticket. */
  ofTicket(ref: TicketRef): Promise<ExplainedMessage[] | null>;
  /** A mail as it came. */
  original(wanted: WantedOriginal): Promise<OriginalMail>;
}

type FatesDeps = Pick<ReceiveDeps, 'store' | 'blobs' | 'desk' | 'readMail' | 'textRecords'>;

const allPass: Verdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' };
/** Of such a mail nothing but the header is read. */
const withVirus: Verdicts = { ...allPass, virus: 'FAIL' };
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** Also as SES gives them; no Message-ID looks so, for want of an @. */
const DELIVERY = /^[0-9a-z]{20,64}$/i;
const MOST_MESSAGES = 1000;
const FIRST_MAILS = 100;

/** Finds mails again from what is stored of every one of them; writes nothing. */
export function mailFates(deps: FatesDeps, view: Pick<DeskView, 'storedFrom' | 'unnamedMails'>): MailFates {
  const { store, blobs } = deps;

  /** @param rawKey where the mail that is asked for lies, if that is known. */
  async function claimedBy(
    { channel, door, deliveryId }: Pick<InboundMessage, 'channel' | 'door' | 'deliveryId'>,
    rawKey: string | null,
  ): Promise<MailFate | null> {
    const claim = await store.claimed(channel, door, deliveryId);
    if (!claim) return null;
    const { ref, messageId } = claim;
    const isAgain = (stored: { rawKey: string }) => rawKey !== null && stored.rawKey !== rawKey;
    if (ref) {
      const message = await store.message(ref, messageId);
      return message && onTicket(ref, message, isAgain(message));
    }
    const item = await store.heldItem(messageId);
    return item ? heldFate(deps, item, isAgain(item)) : { kind: 'ordered', said: await saidTo(messageId) };
  }

  /** Nothing when he had been told often enough that his orders cannot be read. */
  async function saidTo(orders: Ulid): Promise<HeldOrdersAnswer['said']> {
    const [effect] = (await store.outboxItem(heldOrdersRef(orders), 1))?.effects ?? [];
    return effect?.kind === 'answer_held_orders' ? effect.answer.said : [];
  }

  async function ofDelivery(deliveryId: string): Promise<MailFate> {
    const rawKey = `${inboundPrefix}${deliveryId}`;
    const stored = view.storedFrom(rawKey);
    if (stored?.kind === 'message') return onTicket(stored.ref, stored.message, false);
    if (stored) return ofItem(stored.item);
    const raw = await blobs.get(rawKey);
    if (!raw) return { kind: 'unknown' };
    for (const verdicts of [allPass, withVirus]) {
      const read = await readAgain(deps, raw, { deliveryId, verdicts });
      const fate = read && (await claimedBy(read.message, rawKey));
      if (fate) return fate;
    }
    return { kind: 'waiting' };
  }

  /** Somebody may have let it in since. */
  async function ofItem(item: SuspendedItem): Promise<MailFate> {
    return (await claimedBy(item, item.rawKey)) ?? heldFate(deps, item, false);
  }

  async function onTicket(ref: TicketRef, message: Message, again: boolean): Promise<MailFate> {
    return { kind: 'on_ticket', ref, message: explained(message, await sentFrom(ref)), again };
  }

  /** What came first is the acknowledgement, if there is one. */
  async function sentFrom(ref: TicketRef) {
    const [{ items }, deliveries] = await Promise.all([
      store.outbox(ref, { limit: FIRST_MAILS }),
      store.deliveries(ref),
    ]);
    return { outbox: items, deliveries };
  }

  async function messagesOf(ref: TicketRef): Promise<Message[]> {
    return (await store.messages(ref, { limit: MOST_MESSAGES })).items;
  }

  async function ofMessageId(messageId: string): Promise<MailFate> {
    const known = await store.ticketOfMessageIds([messageId]);
    if (known) {
      const { ref } = known;
      const message = (await messagesOf(ref)).find((one) => one.messageId === messageId);
      return message ? onTicket(ref, message, false) : { kind: 'sent', ref };
    }
    for (const item of await everythingHeld(store)) {
      const raw = await blobs.get(item.rawKey);
      if (raw && messageIdOf(raw) === messageId) return heldFate(deps, item, false);
    }
    return { kind: 'unknown' };
  }

  async function isOf(raw: Uint8Array, fate: MailFate): Promise<boolean> {
    const rawKey =
      fate.kind === 'held' ? fate.item.rawKey : fate.kind === 'on_ticket' ? fate.message.rawKey : '';
    const stored = await blobs.get(rawKey);
    return stored !== null && isSame(raw, stored);
  }

  /** Known by the delivery alone, which is not known here: the bytes tell. */
  async function ofUnnamed(raw: Uint8Array): Promise<MailFate> {
    const held = (await everythingHeld(store)).map(({ rawKey }) => rawKey);
    for (const rawKey of new Set([...view.unnamedMails(), ...held])) {
      const stored = rawKey.startsWith(inboundPrefix) ? await blobs.get(rawKey) : null;
      if (stored && isSame(raw, stored)) return ofDelivery(rawKey.slice(inboundPrefix.length));
    }
    return { kind: 'unknown', unnamed: true };
  }

  async function named(name: string): Promise<MailFate> {
    const written = name.trim().replaceAll(/^<|>$/g, '');
    if (!DELIVERY.test(written)) return ofMessageId(written);
    const id = written.toUpperCase();
    if (!ULID.test(id)) return ofDelivery(written);
    const item = await store.heldItem(id);
    return item ? ofItem(item) : ofDelivery(id);
  }

  return {
    ofMail: async (file) => {
      const raw = asDelivered(file);
      const { mailFrom } = receiptOfFile(raw);
      for (const verdicts of [allPass, withVirus]) {
        const read = await readAgain(deps, raw, { verdicts });
        const fate = read && (await claimedBy(read.message, null));
        if (fate) return fate;
        // Only the envelope names its sender, and with him it is claimed.
        const { messageId, from } = read?.message ?? {};
        const named = messageId && from?.address === mailFrom ? await ofMessageId(messageId) : null;
        if (named && (await isOf(raw, named))) return named;
        if (read && !messageId && !read.message.sentAt) return ofUnnamed(raw);
      }
      return { kind: 'unknown' };
    },
    named,
    ofTicket: async (ref) => {
      if (!(await store.ticket(ref))) return null;
      const [messages, sent] = await Promise.all([messagesOf(ref), sentFrom(ref)]);
      return messages.map((message) => explained(message, sent));
    },
    original: (wanted) => originalMail({ ...deps, named }, wanted),
  };
}

async function heldFate(deps: FatesDeps, item: SuspendedItem, again: boolean): Promise<MailFate> {
  const raw = item.channel === 'mail' ? await deps.blobs.get(item.rawKey) : null;
  const { envelope, verdicts } = item;
  const read = raw && (await readAgain(deps, raw, { ...envelope, ...(verdicts && { verdicts }) }));
  return { kind: 'held', item, class: read && !read.unread ? read.message.class : null, again };
}

/** The mail as it is taken in; its files stay where they are. */
async function readAgain(
  { store, desk, readMail, textRecords }: FatesDeps,
  raw: Uint8Array,
  envelope: Partial<MailReceipt>,
) {
  const blobs = { get: async () => raw, put: async () => undefined };
  return readStoredMail(
    { store, blobs, desk, readMail, textRecords },
    { ...receiptOfFile(raw), ...envelope },
  );
}

/** Over SMTP every mail ends with the end of a line. */
function asDelivered(file: Uint8Array): Uint8Array {
  return file.at(-1) === 0x0a ? file : Buffer.concat([file, Buffer.from('\r\n')]);
}

function messageIdOf(raw: Uint8Array): string | null {
  const field = rawHeader(readHeaderSection(Buffer.from(raw), 0).fields, 'message-id') ?? '';
  return /<([^<>]+)>/.exec(field)?.[1]?.replaceAll(/\s+/g, '') ?? null;
}

/** Line ends change on the way. */
function isSame(raw: Uint8Array, stored: Uint8Array): boolean {
  const [first, second] = [raw, asDelivered(stored)].map((bytes) =>
    Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'),
  );
  return first === second;
}
