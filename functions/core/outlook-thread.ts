import type { InboundMessage, OutlookThread } from './inbound-message.ts';
import { millisOf } from './instant.ts';
import type { Instant } from './instant.ts';
import type { Participant } from './ticket.ts';

/**
 * Outlook keeps a conversation together by `Thread-Index` ([MS-OXOMSG] 2.2.1.3): 22 bytes that name the conversation and
 * when it began, and 5 bytes for each answer. What a customer's Outlook wrote comes back to it, one answer longer.
 */

const HEADER_BYTES = 22;
const CHILD_BYTES = 5;
/** Of longer conversations only the name is kept. */
const MOST_CHILDREN = 60;
/** 1601, from which Windows counts, to 1970. */
const EPOCH_MS = 11_644_473_600_000;

/** Which conversation of his Outlook a participant's mail belongs to, if any: what our next mail to him continues. */
export function threadOf({ outlookThread }: InboundMessage): Pick<Participant, 'outlookThread'> {
  return outlookThread ? { outlookThread } : {};
}

/** The two fields of an answer to a mail of that conversation, sent at `at`; none for an index that is none. */
export function threadHeaders(thread: OutlookThread | undefined, at: Instant): Record<string, string> {
  const bytes = thread && bytesOf(thread.index);
  if (!thread || !bytes || bytes.length < HEADER_BYTES) return {};
  const isWhole = (bytes.length - HEADER_BYTES) % CHILD_BYTES === 0;
  const isShort = bytes.length <= HEADER_BYTES + MOST_CHILDREN * CHILD_BYTES;
  const kept = isWhole && isShort ? bytes : bytes.subarray(0, HEADER_BYTES);
  const answer = new Uint8Array([...kept, ...childBlock(kept, at)]);
  return {
    'Thread-Index': btoa(String.fromCharCode(...answer)),
    ...(/^[ -~]{1,200}$/.test(thread.topic) ? { 'Thread-Topic': thread.topic } : {}),
  };
}

/** How long after the beginning: 31 bits of a time in units of 100 ns, finer within the first 1.7 years. */
function childBlock(header: Uint8Array, at: Instant): Uint8Array {
  const began = header.subarray(0, 6).reduce((time, byte) => (time << 8n) | BigInt(byte), 0n) << 16n;
  const now = BigInt(millisOf(at) + EPOCH_MS) * 10_000n;
  const passed = now > began ? now - began : 0n;
  const isFar = passed >> 49n !== 0n;
  const delta = Number((passed >> (isFar ? 23n : 18n)) & 0x7fff_ffffn);
  const first = (delta >>> 24) | (isFar ? 0x80 : 0);
  return new Uint8Array([first, (delta >>> 16) & 0xff, (delta >>> 8) & 0xff, delta & 0xff, 0]);
}

function bytesOf(base64: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
