import * as z from 'zod';
import type { Attachment, InboundMessage } from './inbound-message.ts';
import { addressOrDomain, isListed } from './listed.ts';

const words = z.array(z.string().regex(/\S{2}/, 'write a word of two letters at least')).nonempty();

/** Mail that a desk wants a person to look at first. Everything that a rule names must be so; of a list, one. */
export const holdRule = z.strictObject({
  from: z.array(addressOrDomain).nonempty().optional(),
  /** Words or phrases, as whole words and in any case. */
  subject: words.optional(),
  /** The same in the new text: not in what is only quoted. */
  text: words.optional(),
  /** The end of a file's name, `.zip`, or what it is by its sender's word or its first bytes, `application/zip`, `image/*`. */
  files: z
    .array(z.string().regex(/^(\.[a-z0-9]+|[a-z]+\/([a-z0-9.+-]+|\*))$/, 'write .zip or application/zip'))
    .nonempty()
    .optional(),
  /** Said to whoever looks at what was held. */
  because: z.string().regex(/\S/, 'write why, for whoever looks at what was held'),
});
type HoldRule = z.infer<typeof holdRule>;

/** The first rule that a message meets; null for none. */
export function holdRuleFor(message: InboundMessage, rules: readonly HoldRule[]): HoldRule | null {
  const subject = rules.some((rule) => rule.subject) ? plainWords(message.subject) : '';
  const text = rules.some((rule) => rule.text) ? plainWords(message.reply) : '';
  return rules.find((rule) => meets({ message, subject, text }, rule)) ?? null;
}

/** A message with its words made plain, once for all rules. */
interface Said {
  message: InboundMessage;
  subject: string;
  text: string;
}

function meets({ message, subject, text }: Said, rule: HoldRule): boolean {
  const { from, attachments } = message;
  if (rule.from && !isListed(rule.from, from.address)) return false;
  if (rule.subject && !saysOneOf(subject, rule.subject)) return false;
  if (rule.files && !attachments.some((file) => isOneOf(file, rule.files ?? []))) return false;
  return !rule.text || saysOneOf(text, rule.text);
}

function saysOneOf(plain: string, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => says(plain, plainWords(phrase)));
}

/** A mail is not searched for words any further. */
const MOST_CHARACTERS = 500_000;

/** Letters that only look different, and space of any kind, are the same; marks that nobody sees are not there. */
function plainWords(text: string): string {
  return (
    text
      .slice(0, MOST_CHARACTERS)
      .normalize('NFKC')
      // One letter may stand for eighteen.
      .slice(0, MOST_CHARACTERS)
      .replaceAll(/\p{Cf}/gu, '')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .toLowerCase()
  );
}

/** Writing without spaces between words has no whole words: there a phrase counts wherever it stands. */
function says(text: string, phrase: string): boolean {
  if (phrase === '') return false;
  for (let at = text.indexOf(phrase); at !== -1; at = text.indexOf(phrase, at + 1)) {
    const isCutFromWord =
      isInWord(text.charAt(at - 1), phrase.charAt(0)) ||
      isInWord(text.charAt(at + phrase.length), phrase.slice(-1));
    if (!isCutFromWord) return true;
  }
  return false;
}

function isInWord(neighbour: string, edge: string): boolean {
  return /[\p{Lu}\p{Ll}\p{N}]/u.test(edge) && /[\p{Lu}\p{Ll}\p{N}]/u.test(neighbour);
}

function isOneOf({ name, contentType, foundType }: Attachment, kinds: readonly string[]): boolean {
  const types = [contentType, foundType ?? ''].map((type) => type.toLowerCase());
  return kinds.some((kind) => {
    if (kind.startsWith('.')) return name.trim().toLowerCase().endsWith(kind);
    return kind.endsWith('/*')
      ? types.some((type) => type.startsWith(kind.slice(0, -1)))
      : types.includes(kind);
  });
}
