import { fold } from './attribution.ts';
import { codeLines } from './code-lines.ts';
import { inLowerCase, REPLY_VOCABULARY } from './reply-vocabulary.ts';
import { SIGNATURE_OPENS } from './quote-marks.ts';
import type { CutRule } from './text-lines.ts';

export interface Signature {
  /** Its first line. */
  start: number;
  rule: CutRule;
}

const MAX_SIGNATURE_LINES = 25;
const MAX_LOOSE_LINES = 12;
const MAX_CONTACT_LINES = 8;
const MAX_CLOSING_LINES = 4;
const MAX_LINE = 120;
const STANDARD = /^\s{0,2}-- ?$|^--\s{0,3}$/;
const THEMATIC_BREAK = /^(?:-{3,5}|\*{3,5})\s*$/;
/** By their first letter: every line of a long mail is looked at. */
const SENT_FROM = Map.groupBy(REPLY_VOCABULARY.sentFrom, (phrase) => phrase.slice(0, 1));
const SENT_FROM_SUFFIX =
  /(?:から送信|에서 보냄|gönderildi|göndərildi|küldve|saadetud|भेजा गया|পাঠানো)[。.]?$/u;
/** A telephone's line ends in where to get the program. */
const STORE_LINK = /^.{2,60}<https:\/\/aka\.ms\/[^>]{2,40}>$/;
const PRODUCT_NAME =
  'i?phones?|i?pad|ipod|ios|galaxy|samsung|android|smartphone|phone|mobile|mobility|handy|blackberry|tablet|device|handset|huawei|xiaomi|pixel|motorola|nokia|verizon|windows|outlook|gmail|yahoo|aol|gmx|yandex|e-?mails?|mail|mailbox|client|tutanota|tuta|proton|app|desktop|desk phone|telefon|téléphone|teléfono|telefoon|telefono|telefone|портативн|portable|móvil|celular|cellulare|mobil|mobiel|puhelin|komórki|appareil|κινητό';
/** Of languages that bend their words or write them together. */
const BENT_PRODUCT =
  /i(?:phone|pad|os)|android|galaxy|телефон|смартфон|почт|手机|手機|邮箱|郵箱|邮件|平板|设备|携帯|スマホ|メール|휴대|스마트폰|อีเมล|מכשיר|הטלפון|هاتف|phone|mail/u;
const PRODUCT = new RegExp(`(?<!\\p{L})(?:${PRODUCT_NAME})(?!\\p{L})`, 'u');
const ENDS_WITH_PRODUCT = new RegExp(`(?<!\\p{L})(?:${PRODUCT_NAME})[.!)]{0,2}$`, 'u');
/** So few words need not name a telephone or a program that is known: "Sent with Spark", "Sent from my Wiko 4G". */
const FEW_WORDS = 4;
const FEW_WORDS_OF_MINE = 8;
const OF_MINE =
  /^\S+ \S+ (?:\S+ )?(?:my|our|mi|mon|ma|meinem|meiner|mio|mia|meu|minha|meva|mijn|mitt|min|mit|mojego|mojej|mého|mojho|моего|моєї|моя)\s/u;
const QUESTION = /[?？؟]\s*$/;
const RULE = /^\s{0,3}(?:[-_–—=*~+#ᐧ]\s?){2,}\s*$|^\s{0,3}[ᐧ_]\s*$/;

/** What a mailing list puts right below a text: a long rule, its name and where to leave it. */
const LIST_RULE = /^_{30,80}$/;
const MAX_LIST_LINES = 5;
const LINK = /^(?:.{0,40}\s)?<?https?:\/\/\S+$/;

/** Where to look for a signature. */
interface Within {
  /** First line that counts as gone. */
  end: number;
  code: ReadonlySet<number>;
}

/** The signature at the end of these lines; never all that is in them. */
export function signatureIn(
  lines: readonly string[],
  within: Within = { end: lines.length, code: codeLines(lines) },
): Signature | null {
  const end = trimEnd(lines, within.end);
  const from = Math.max(0, end - MAX_SIGNATURE_LINES * 2);
  const written = lines.findIndex(hasText);
  if (written === -1) return null;
  for (let index = Math.max(from, written + 1); index < end; index++) {
    const rule = within.code.has(index) ? null : ruleOpening(lines, index, end);
    if (rule) return { start: index, rule };
  }
  return contactLines(lines, end);
}

/** Whether there is nothing but a signature in these lines. */
export function isOnlySignature(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 || ruleOpening(lines, first, trimEnd(lines, lines.length)) !== null;
}

/** Whether these lines only say goodbye: `Regards,` and a name. */
export function isClosing(lines: readonly string[]): boolean {
  const [first, ...names] = lines.filter((line) => line.trim() !== '');
  if (first === undefined || names.length >= MAX_CLOSING_LINES) return false;
  const words = fold(first).toLowerCase();
  const closing = REPLY_VOCABULARY.closings.find((phrase) => startsWithWord(words, phrase));
  const rest = words.slice(closing?.length ?? 0).split(/\s+/);
  return closing !== undefined && rest.length <= 4 && names.every(isName);
}

function startsWithWord(text: string, phrase: string): boolean {
  return text.startsWith(phrase) && !/^[\p{L}\p{N}]/u.test(text.slice(phrase.length));
}

function isName(line: string): boolean {
  return line.length <= 60 && line.trim().split(/\s+/).length <= 5 && !/[?!:>]/.test(line);
}

function ruleOpening(lines: readonly string[], index: number, end: number): CutRule | null {
  const line = lines[index] ?? '';
  if (line === SIGNATURE_OPENS) return 'marked-signature';
  const below = lines.slice(index + 1, end).filter((text) => text.trim() !== '');
  if (STANDARD.test(line))
    return below.length <= MAX_SIGNATURE_LINES && (line === '-- ' || !below.some(asks))
      ? 'signature-line'
      : null;
  if (LIST_RULE.test(line) && lines[index + 1] === below[0] && isListFooter(below)) return 'signature-line';
  if (isDividing(lines, index)) return null;
  if (isSentFrom(line))
    return below.length <= 3 && below.every((text) => text.length <= MAX_LINE) ? 'device-line' : null;
  const apart = (lines[index - 1] ?? '').trim() === '';
  const name = line.trim().length <= 3 && below.length <= 3 && below.every(isShortLine);
  if (RULE.test(line) && (apart || name) && !isFrame(line, below))
    return below.length <= MAX_LOOSE_LINES && below.every((text) => text.length <= MAX_LINE)
      ? 'signature-line'
      : null;
  return null;
}

/** Nobody asks a question in his signature; what stands below a mere `--` may still be the mail. */
function asks(line: string): boolean {
  return QUESTION.test(line) && line.trim().split(/\s+/).length >= 5;
}

function isShortLine(line: string): boolean {
  return line.length <= 40 && !QUESTION.test(line);
}

function isListFooter(below: readonly string[]): boolean {
  return below.length <= MAX_LIST_LINES && below.some((text) => LINK.test(text)) && !below.some(asks);
}

/** The upper one of two equal rules around a text, with more to say below them. */
function isFrame(rule: string, below: readonly string[]): boolean {
  const second = below.findIndex((text) => text.trim() === rule.trim());
  return rule.trim().length > 2 && second > 0 && second < below.length - 1;
}

/** A rule of Markdown between two blank lines divides a text when a sentence follows. */
function isDividing(lines: readonly string[], index: number): boolean {
  const [above = '', line = '', below = '', next = ''] = lines.slice(Math.max(0, index - 1), index + 3);
  if (!THEMATIC_BREAK.test(line) || above.trim() !== '' || below.trim() !== '') return false;
  return /[.!?。]\s*$/.test(next) && next.trim().split(/\s+/).length >= 3 && !/https?:|www\./.test(next);
}

/** `Sent from my phone`: short, at its line's beginning, and no sentence that goes on, but for an excuse. */
function isSentFrom(line: string): boolean {
  const text = inLowerCase(fold(line).replace(/^[<[(«]+/, ''));
  if (text === '' || text.length > 160) return false;
  if (STORE_LINK.test(text)) return true;
  const phrase = SENT_FROM.get(text.slice(0, 1))?.find((candidate) => text.startsWith(candidate));
  if (!phrase) return SENT_FROM_SUFFIX.test(text) && text.length < 60;
  const rest = text.slice(phrase.length);
  const [product = '', ...more] = rest.split(/[,;]\s|(?<=[\p{L}\d])[.!]\s+(?=\p{L})/u);
  const named = phrase + product;
  if (product.trim().split(/\s+/).length > 12) return false;
  if (!PRODUCT.test(named) && !BENT_PRODUCT.test(named))
    return more.length === 0 && isShort(text) && !/^\p{Lo}/u.test(text);
  return more.length === 0 || goesOnAsProduct(more.join(' '));
}

function isShort(text: string): boolean {
  return text.split(/\s+/).length <= (OF_MINE.test(text) ? FEW_WORDS_OF_MINE : FEW_WORDS);
}

function goesOnAsProduct(text: string): boolean {
  const words = text.trim().split(/\s+/);
  const excused = REPLY_VOCABULARY.excuses.some((word) => text.includes(word));
  return words.length <= 12 && (excused || ENDS_WITH_PRODUCT.test(text));
}

const CONTACTS = [
  /^(?:e-?mail\s?[:：]?\s?)?<?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$/i,
  /^(?:\p{L}{1,10}\.?\s?[:：.]?\s?)?\(?\+?\(?\d[\d\s()./-]{6,20}\d$/u,
  /^(?:\p{L}{1,10}\s?[:：]\s?)?<?(?:https?:\/\/\S+|www\.\S+)>?$/iu,
];

/**
 * A last paragraph under the sender's words: a name, and at least two kinds of contact on lines of their own. What a
 * line with a colon or a question introduces is an answer, not a signature.
 */
function contactLines(lines: readonly string[], end: number): Signature | null {
  const above = lines.slice(0, end).findLastIndex((line) => line.trim() === '');
  const block = lines.slice(above + 1, end).map(fold);
  const [name = '', ...rest] = block;
  if (above < 1 || rest.length < 2 || block.length > MAX_CONTACT_LINES || !isName(name)) return null;
  const kinds = new Set(rest.map((line) => CONTACTS.findIndex((kind) => kind.test(line))));
  kinds.delete(-1);
  const plain = rest.every((line) => line.length <= 80 && !/[?!>]|\.$/.test(line));
  const before = lines.slice(0, above).findLast(hasText);
  if (kinds.size < 2 || !plain || before === undefined || /[:：?？]\s*$/.test(before)) return null;
  return { start: above + 1, rule: 'contact-lines' };
}

function trimEnd(lines: readonly string[], end: number): number {
  let last = end;
  while (last > 0 && (lines[last - 1] ?? '').trim() === '') last--;
  return last;
}

function hasText(line: string): boolean {
  return /[\p{L}\p{N}\p{S}]/u.test(line);
}
