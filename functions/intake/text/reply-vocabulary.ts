import { REPLY_LANGUAGES } from './reply-languages.ts';
import type { ReplyLanguage } from './reply-languages.ts';

export type LabelRole = 'from' | 'sent' | 'to' | 'cc' | 'subject';

/** The words of all languages together, longest first: a mail does not say in which one its quotes are introduced. */
export const REPLY_VOCABULARY = {
  openers: words('openers'),
  verbs: words('verbs'),
  original: words('original'),
  forwarded: words('forwarded'),
  sentFrom: words('sentFrom'),
  excuses: words('excuses'),
  closings: words('closings'),
  replyAbove: words('replyAbove'),
  /** Lower-cased header label → the roles it has in any language. */
  labels: labelRoles(),
};

/** Lower case in which a Turkish `İ` is the `i` that others type. */
export function inLowerCase(text: string): string {
  return text.toLowerCase().replaceAll('i\u0307', 'i');
}

function words(key: Exclude<keyof ReplyLanguage, LabelRole>): string[] {
  const all = Object.values(REPLY_LANGUAGES).flatMap((language) => (language[key] ?? '').split('|'));
  const present = all.filter((word) => word !== '').map(inLowerCase);
  return [...new Set(present)].toSorted((first, second) => second.length - first.length);
}

function labelRoles(): Map<string, Set<LabelRole>> {
  const roles: LabelRole[] = ['from', 'sent', 'to', 'cc', 'subject'];
  const entries = Object.values(REPLY_LANGUAGES).flatMap((language) =>
    roles.flatMap((role) => language[role].split('|').map((label) => ({ label: inLowerCase(label), role }))),
  );
  const byLabel = Map.groupBy(entries, ({ label }) => label);
  return new Map([...byLabel].map(([label, found]) => [label, new Set(found.map(({ role }) => role))]));
}
