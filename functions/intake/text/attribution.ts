import { REPLY_VOCABULARY } from './reply-vocabulary.ts';

/** Where an attribution ("On Monday … wrote:") lies, both ends included. */
export interface Attribution {
  first: number;
  last: number;
  /** New text on the first line in front of the attribution, `''` in the usual case. */
  before: string;
  /** It names an address: no sentence does that and ends in a colon after it. */
  isCertain: boolean;
}

const MAX_LINES = 5;
const MAX_LENGTH = 420;

const EMAIL = /[^\s<>@"'()[\]]+@[^\s<>@"'()[\]]+\.[^\s<>@"'()[\]]/;
const CLOCK = /\d{1,2}\s?[:.h]\s?\d{2}(?!\d)|\d{1,2}\s?(?:am|pm|uhr|時|点|시)\b/i;
const DAY =
  /(?:^|\D)(?:19|20)\d{2}(?:\D|$)|\d{1,2}\s?[./-]\s?\d{1,2}(?:\s?[./-]\s?\d{2,4})?|\d{1,2}\.?\s?(?:de\s)?\p{L}{3,}|\p{L}{3,}\.?\s\d{1,2}(?:\D|$)|\d\s?[年月日년월일]|[๐-๙\u0660-\u0669]{1,4}/u;
const YEAR_OR_DATE =
  /(?:^|\D)(?:19|20)\d{2}(?:\D|$)|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|[๐-๙\u0660-\u0669]{2,4}/u;
/** A weekday or nothing, then a number: how a date begins a line in every language. */
const STARTS_WITH_DATE = /^(?:[\p{L}\p{M}]{1,12}[.,]{0,2}\s{0,2}){0,2}\(?\p{Nd}{1,4}(?:[\s.,/:年-]|\p{L}|$)/u;
const VERB = new RegExp(`(?<!\\p{L})(?:${alternatives(REPLY_VOCABULARY.verbs)})(?!\\p{L})`, 'iu');
/** Scripts without spaces between words: the verb follows the name directly. */
const VERB_WITHOUT_SPACE =
  /(?:写道|寫道|写了|来信|のメッセージ|は書きました|작성|님이 작성한 메시지|เขียนว่า)/u;
const ENDS_WITH_VERB = new RegExp(
  `(?:(?<!\\p{L})(?:${alternatives(REPLY_VOCABULARY.verbs)})|写道|寫道|のメッセージ|は書きました|작성|เขียนว่า)\\s?[:：]?\\s?[-—]*$`,
  'iu',
);
/** The longest verb, what may stand behind it, and the letter in front of it. */
const LONGEST_ENDING = 10 + Math.max(...REPLY_VOCABULARY.verbs.map(({ length }) => length));
const OPENER = new RegExp(`^(?:${alternatives(REPLY_VOCABULARY.openers)})(?=[\\s\\d,:]|\\p{Lo})`, 'iu');
/** An opener that is the verb as well: `Posted by … on 2/3/2026`. */
const SPEAKING_OPENER = new RegExp(
  `^(?:${alternatives(REPLY_VOCABULARY.openers.filter((opener) => REPLY_VOCABULARY.verbs.includes(opener)))})\\s`,
  'iu',
);
const ENDS_WITH_DATE = /\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}$/;
/** "On 3 May I wrote to you": somebody tells of himself. */
const TELLS =
  /(?<!\p{L})(?:I|ich|je|yo|eu|io|ik|jeg|jag) (?:have |had |)(?:wrote|written|said|sent|replied|schrieb|skrev|schreef)(?!\p{L})/u;
const OPENER_THEN_DATE = new RegExp(
  `(?<=^|\\s|[-—])(?:On|Am|Le|El|Em|Il|Op|Den|På|W dniu|Dnia|Dne|Dňa|Pe|Στις|Vào|Pada)\\s(?:\\p{L}{1,12}[.,]{0,2}\\s){0,2}\\d`,
  'u',
);
/** `Name <address> [2026-03-03 10:15]:` */
const BRACKETED_DATE = /[[(][^\])]{0,20}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[^\])]{0,20}[\])]\s?:$/;
/** Articles and pronouns begin sentences, not names. */
const NO_NAME =
  /^(?:i|we|you|he|she|they|it|the|a|an|as|this|that|who|ich|wir|er|sie|es|der|die|das|wie|je|nous|il|elle|le|la|les|el|los|como|o|os|de|het)\s/i;
const ENDS_WITH_COLON = /[:：]\s*[-—*]*\s*$/;
const DECORATION = /^[\s>*_|•-]+/;
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

/**
 * The attribution that ends on line `last`, if one does. A name and a verb are not enough ("As the manual said:"): a date,
 * a time or an address must be there, or a quote right below. Looks at no more than five lines.
 */
export function attributionEndingAt(
  lines: readonly string[],
  last: number,
  quoteFollows: boolean,
): Attribution | null {
  const ending = lines[last] ?? '';
  if (ending.length > MAX_LENGTH || !mayEnd(fold(ending), quoteFollows)) return null;
  const windows = windowsEndingAt(lines, last);
  const starts = (window: Window): boolean => startsAttribution(window, quoteFollows);
  const opened =
    windows.find((window) => isOpenedWithDate(window) && starts(window)) ?? windows.findLast(starts);
  const shortest = opened ?? windows.find(({ text }) => isNameFirst(text, quoteFollows));
  const chosen = shortest && withItsName(windows, shortest);
  if (chosen) return { first: chosen.first, last, before: '', isCertain: EMAIL.test(chosen.text) };
  return sharedLine(lines, windows, last);
}

interface Window {
  first: number;
  /** Its first line alone. */
  opening: string;
  text: string;
}

function windowsEndingAt(lines: readonly string[], last: number): Window[] {
  const windows: Window[] = [];
  let text = '';
  let blanks = 0;
  for (let first = last; first >= 0 && last - first < MAX_LINES; first--) {
    const line = fold(lines[first] ?? '');
    if (line === '') blanks++;
    if (blanks > 1 || (line === '' && !/^[<(]/.test(text))) break;
    text = `${line} ${text}`.trim();
    if (text.length > MAX_LENGTH) break;
    if (line !== '') windows.push({ first, opening: line, text });
  }
  return windows;
}

/** A long name fills the line above: `Name<newline><address>, date wrote:`, `Name <address><newline>date wrote:`. */
function withItsName(windows: readonly Window[], chosen: Window): Window {
  const above = windows[windows.indexOf(chosen) + 1];
  if (above?.first !== chosen.first - 1) return chosen;
  const isName = above.opening.length <= 80 && !/[.!?:;,)]$/.test(above.opening);
  const lacksName = /^[<(]/.test(chosen.opening) && isName;
  const lacksAddress = !EMAIL.test(chosen.text) && endsWithAddress(above.opening);
  return lacksName || lacksAddress ? above : chosen;
}

function mayEnd(line: string, quoteFollows: boolean): boolean {
  if (line === '') return false;
  if (ENDS_WITH_COLON.test(line) || endsWithVerb(line)) return true;
  return quoteFollows ? endsWithAddress(line) : SPEAKING_OPENER.test(line) && ENDS_WITH_DATE.test(line);
}

/** Looked for at the end alone: most lines end with no verb of any language. */
function endsWithVerb(line: string): boolean {
  return ENDS_WITH_VERB.test(line.slice(-LONGEST_ENDING));
}

function endsWithAddress(line: string): boolean {
  return /@[^\s@]+[>)\]]$/.test(line);
}

/** The whole text from its first word on reads like an attribution. */
function startsAttribution({ opening, text }: Window, quoteFollows: boolean): boolean {
  if (sentences(text) > 0 || (!quoteFollows && TELLS.test(text))) return false;
  const verb = hasVerb(text);
  if (STARTS_WITH_DATE.test(opening))
    return verb
      ? hasEvidence(text)
      : EMAIL.test(text) && DAY.test(text) && (CLOCK.test(text) || quoteFollows);
  if (!OPENER.test(opening)) return false;
  return verb ? hasEvidence(text) : EMAIL.test(text) && YEAR_OR_DATE.test(text);
}

/** `On 3 May …`: however much the line above looks like the beginning, it is the last one of the reply. */
function isOpenedWithDate({ opening }: Window): boolean {
  return OPENER_THEN_DATE.exec(opening)?.index === 0;
}

/** `Name <address> wrote:`, `Name schrieb am 3.4. um 11:53:`, or with a quote below just `Name wrote:`. */
function isNameFirst(text: string, quoteFollows: boolean): boolean {
  if (sentences(text) > 0 || text.length > 250) return false;
  if (!hasVerb(text)) return quoteFollows && BRACKETED_DATE.test(text) && EMAIL.test(text);
  const verbAt = text.search(VERB);
  const name = verbAt === -1 ? text : text.slice(0, verbAt);
  if (name.trim() === '' || NO_NAME.test(name) || OPENER_THEN_DATE.test(name)) return false;
  const before = isDatedBehindAddress(name) ? name.slice(0, name.search(EMAIL)) : name;
  if (EMAIL.test(name) && before.split(' ').length <= 8) return true;
  const dated = YEAR_OR_DATE.test(text) && (CLOCK.test(text) || quoteFollows);
  const short = name.trim().split(/\s+/).length <= (dated && quoteFollows ? 10 : 5);
  return (
    short &&
    (dated || (EMAIL.test(text) && ENDS_WITH_COLON.test(text)) || (quoteFollows && endsWithVerb(text)))
  );
}

/** `Name <address>, 3 Mar 2026 Sal, 10:15 tarihinde`: the verb comes last. */
function isDatedBehindAddress(text: string): boolean {
  const behind = text.slice(text.indexOf('@'));
  return YEAR_OR_DATE.test(behind) && CLOCK.test(behind);
}

/** A reply that stands on the attribution's own line: `Yes. On Wed, 4 Apr 2012 … wrote:`. */
function sharedLine(lines: readonly string[], windows: Window[], last: number): Attribution | null {
  for (const { first, text } of windows) {
    const opener = OPENER_THEN_DATE.exec(text);
    if (!opener || opener.index === 0) continue;
    const attribution = text.slice(opener.index);
    if (!hasVerb(attribution) || !hasEvidence(attribution)) continue;
    const line = lines[first] ?? '';
    const at = line.search(OPENER_THEN_DATE);
    return {
      first,
      last,
      before: at > 0 ? line.slice(0, at).replace(/(?<![\s-])[\s-]+$/, '') : '',
      isCertain: EMAIL.test(attribution),
    };
  }
  return null;
}

function hasVerb(text: string): boolean {
  return VERB.test(text) || VERB_WITHOUT_SPACE.test(text);
}

function hasEvidence(text: string): boolean {
  return EMAIL.test(text) || CLOCK.test(text) || YEAR_OR_DATE.test(text);
}

/** Ends of sentences: two words before a full stop and a capital after it make prose, not an attribution. */
function sentences(text: string): number {
  return text.match(/\p{Ll}{3,}[.!?]\s\p{Lu}\p{Ll}+\s\p{Ll}/gu)?.length ?? 0;
}

/** One line without what clients put around it: quote signs, stars, hyphens, invisible marks, odd spaces. */
export function fold(line: string): string {
  return line
    .replaceAll(INVISIBLE, '')
    .replaceAll(/\s{2,}|[^\S ]/g, ' ')
    .replace(DECORATION, '')
    .replace(/(?<![\s-])[\s-]+$/, '')
    .trim();
}

function alternatives(words: string[]): string {
  return words
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s'))
    .join('|');
}
