import { relaxedField, splitMail } from './canonical.ts';
import type { RawField } from './canonical.ts';
import { coversMail, isSigned, tagsOf, unsigned } from './signature.ts';
import type { LookUp } from './signature.ts';

const SET = ['arc-authentication-results', 'arc-message-signature', 'arc-seal'] as const;
type Set3 = Record<(typeof SET)[number], RawField>;

/** RFC 8617 §4.2.1. */
const MOST_SETS = 50;

/**
 * Whether the newest ARC set of a mail was made by who says so, and for this mail: its seal covers its findings and
 * every set before it, and its message signature is of the same domain and covers body and From (RFC 8617 §5.2). What
 * the sets before it say is for their sealer to have checked: only he is believed, and his seal says that he has.
 * @param lookUp may throw, and then this does.
 */
export async function hasValidSeal(raw: Uint8Array, lookUp: LookUp): Promise<boolean> {
  const mail = splitMail(raw);
  const sets = mail && setsOf(mail.fields);
  const newest = sets?.at(-1);
  if (!mail || !sets || !newest) return false;
  const seal = tagsOf(newest['arc-seal']);
  const message = tagsOf(newest['arc-message-signature']);
  const isWhole = seal.get('cv')?.toLowerCase() === (sets.length === 1 ? 'none' : 'pass');
  const isOfOne = seal.get('d')?.toLowerCase() === message.get('d')?.toLowerCase();
  const authors = mail.fields.filter(({ name }) => name === 'from');
  if (!isWhole || !isOfOne || seal.has('h') || authors.length !== 1) return false;
  return (
    (await isSigned(sealedText(sets, newest), seal, lookUp)) &&
    (await coversMail(newest['arc-message-signature'], mail, lookUp))
  );
}

/** From the first to the newest; null when one is not whole, is missing or is there twice. */
function setsOf(fields: readonly RawField[]): Set3[] | null {
  const parts = fields.filter(({ name }) => SET.some((part) => part === name));
  const count = parts.length / SET.length;
  if (!Number.isInteger(count) || count > MOST_SETS) return null;
  const sets: Set3[] = [];
  for (let instance = 1; instance <= count; instance++) {
    const [found, sign, seal] = SET.map((part) =>
      parts.find((field) => field.name === part && instanceOf(field) === instance),
    );
    if (!found || !sign || !seal) return null;
    sets.push({ 'arc-authentication-results': found, 'arc-message-signature': sign, 'arc-seal': seal });
  }
  return sets;
}

/** Findings begin with it (RFC 8617 §4.1.1), and any text may follow there. */
function instanceOf(field: RawField): number {
  const written =
    field.name === 'arc-authentication-results'
      ? /^[^:]*:i ?= ?(\d{1,2}) ?;/.exec(relaxedField(field))?.[1]
      : tagsOf(field).get('i');
  return Number(written ?? Number.NaN);
}

function sealedText(sets: Set3[], newest: Set3): string {
  return sets
    .flatMap((set) =>
      SET.map((part) => (set === newest && part === 'arc-seal' ? unsigned(set[part]) : set[part])),
    )
    .map(relaxedField)
    .join('\r\n');
}
