import { ABSENCE_LANGUAGES } from './absence-languages.ts';
import type { AbsenceLanguage } from './absence-languages.ts';

const ANSWERS = wordsOf('answers');
const SUBJECTS = [...ANSWERS, ...wordsOf('absent')];
/** In these scripts words follow each other without a space. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const AWAY = new RegExp(absencePattern('away'), 'iu');

/** A subject that machines write for somebody who is away, in any language. */
export function isAbsenceSubject(subject: string): boolean {
  return beginsWith(subject, SUBJECTS);
}

/** A subject that nobody writes by hand: "Automatic reply: …". */
export function isAnswerSubject(subject: string): boolean {
  return beginsWith(subject, ANSWERS) && /[:：]/.test(subject.slice(0, 42));
}

function beginsWith(subject: string, phrases: readonly string[]): boolean {
  const plain = subject
    .trim()
    .toLowerCase()
    .replace(/^(?:\[[^\]]{1,40}\]|\*{2,}[^*]{1,30}\*{2,})\s*/, '')
    .replace(/\s+:/, ':');
  return phrases.some((phrase) => plain.startsWith(phrase));
}

/** Words of absence in the first lines; to be believed only of mail that is automatic anyway. */
export function isAbsenceText(text: string): boolean {
  return AWAY.test(text.slice(0, 2_000).replaceAll(/\s+/g, ' '));
}

/** A pattern of what the words of all languages begin with. */
export function absencePattern(kind: keyof AbsenceLanguage): string {
  const words = wordsOf(kind).map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const { unspaced = [], spaced = [] } = Object.groupBy(words, (word) =>
    UNSPACED.test(word) ? 'unspaced' : 'spaced',
  );
  return `(?:(?<!\\p{L})(?:${spaced.join('|')})|${unspaced.join('|')})`;
}

/** The words of all languages, longest first. */
function wordsOf(kind: keyof AbsenceLanguage): string[] {
  const all = Object.values(ABSENCE_LANGUAGES).flatMap((language) => language[kind].split('|'));
  return [...new Set(all)]
    .filter((word) => word !== '')
    .toSorted((first, second) => second.length - first.length);
}
