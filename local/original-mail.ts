import { fileStatesToday } from '../functions/app/file-states.ts';
import { leftForVirus } from '../functions/app/read-stored-mail.ts';
import type { ReceiveDeps } from '../functions/app/read-stored-mail.ts';
import { inboundPrefix } from '../functions/aws/contract.ts';
import type { Message } from '../functions/core/ticket.ts';
import type { MailFate } from './mail-fate.ts';

/** What was received, as it came. */
export type OriginalMail =
  | { kind: 'found'; bytes: Uint8Array }
  /** `why`: a sentence for whoever asks, of what may be in it. */
  | { kind: 'dangerous' | 'not_here'; why: string };

/** By a key under which mails are kept, the id of a delivery or of a held item, or a Message-ID. */
export interface WantedOriginal {
  name: string;
  /** Also what a virus was found in, and what nobody has looked into yet. */
  evenInfected: boolean;
}

type OriginalDeps = Pick<ReceiveDeps, 'store' | 'blobs' | 'desk'> & {
  named(name: string): Promise<MailFate>;
};

const KEY = /^(?:inbound|webhook)\/[\w=.-]+(?:\/[\w=.-]+)*$/;
const DELIVERY = /^[0-9a-z]{20,64}$/i;
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/i;
const NOT_HERE = 'No such mail is kept here.';
const ANYWAY = 'With --even-infected you get it all the same.';

/** Finds a mail as it came; writes nothing. */
export async function originalMail(
  deps: OriginalDeps,
  { name, evenInfected }: WantedOriginal,
): Promise<OriginalMail> {
  const written = name.trim().replaceAll(/^<|>$/g, '');
  const isKey = KEY.test(written) && !written.includes('..');
  const fate = await deps.named(isKey ? written.replace(inboundPrefix, '') : written);
  const rawKey = isKey ? written : keyOf(written, fate);
  if (rawKey === null)
    return {
      kind: 'not_here',
      why: fate.kind === 'sent' ? 'The desk wrote it itself, and keeps no copy.' : NOT_HERE,
    };
  const bytes = await deps.blobs.get(rawKey);
  if (!bytes) return { kind: 'not_here', why: NOT_HERE };
  const danger = evenInfected ? null : await dangerIn(deps, fate);
  return danger ? { kind: 'dangerous', why: `${danger} ${ANYWAY}` } : { kind: 'found', bytes };
}

function keyOf(written: string, fate: MailFate): string | null {
  if (fate.kind === 'on_ticket') return fate.message.rawKey || null;
  if (fate.kind === 'held') return fate.item.rawKey;
  if (!DELIVERY.test(written)) return null;
  return `${inboundPrefix}${ULID.test(written) ? written.toUpperCase() : written}`;
}

async function dangerIn(deps: OriginalDeps, fate: MailFate): Promise<string | null> {
  if (fate.kind === 'waiting')
    return 'It has not been taken in yet, so nobody knows whether a virus is in it.';
  const isInfected =
    fate.kind === 'held'
      ? fate.item.verdicts?.virus === 'FAIL'
      : fate.kind === 'on_ticket' && (await hasVirus(deps, fate.message));
  return isInfected ? 'A virus was found in it.' : null;
}

async function hasVirus(deps: OriginalDeps, { flags, attachments }: Message): Promise<boolean> {
  if (flags.some((flag) => flag.endsWith(leftForVirus))) return true;
  const stateOf = await fileStatesToday(deps, attachments);
  return attachments.some((file) => stateOf(file).kind === 'infected');
}
