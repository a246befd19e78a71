import { toBase32 } from './ids.ts';
import type { Ulid } from './ids.ts';
import { equalInConstantTime } from './reply-address.ts';
import type { Mac } from './reply-address.ts';

/**
 * The address to which an agent answers a mail about held mail: it carries a MAC over whose it is and which item he was
 * told of, so that nobody can make one for himself. Whose it is does not stand in it, for ids of agents may be long.
 * `held+<26 characters of the item><key><16 characters>@mail.example`, without the item for whoever is in charge of all.
 */
interface HeldToken {
  /** His id. */
  agent: string;
  item: Ulid | null;
}

const LOCAL_PART = /^held\+([0-9a-z]{26})?([a-z])([0-9a-z]{16})$/;

/** Throws `RangeError` for an unknown key. */
export function heldAddress(token: HeldToken, domain: string, keyVersion: string, mac: Mac): string {
  const code = macCode(token, keyVersion, mac);
  if (!code) throw new RangeError(`no key of version ${keyVersion}`);
  return `held+${(token.item ?? '').toLowerCase()}${keyVersion}${code}@${domain}`;
}

/** Null for every address that we did not make for this agent. */
export function readHeldAddress(
  address: string,
  { agent, domain, mac }: { agent: string; domain: string; mac: Mac },
): HeldToken | null {
  const [localPart = '', host] = address.trim().toLowerCase().split('@');
  const match = host === domain ? LOCAL_PART.exec(localPart) : null;
  if (!match) return null;
  const [, item, keyVersion = '', code = ''] = match;
  const token = { agent, item: item?.toUpperCase() ?? null };
  const expected = macCode(token, keyVersion, mac);
  return expected && equalInConstantTime(expected, code) ? token : null;
}

function macCode({ agent, item }: HeldToken, keyVersion: string, mac: Mac): string | null {
  const bytes = mac(keyVersion, `held|${agent}|${item ?? ''}`);
  return bytes ? toBase32(bytes.subarray(0, 10)).toLowerCase() : null;
}
