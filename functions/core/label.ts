import type { Label } from './process-template.ts';

/**
 * What a label says to somebody who reads these languages, the best first (`['de', 'en']`): in the first of them that
 * it was written in, else in English, else as it was written first. A plain text is the same for everybody.
 */
export function labelIn(label: Label, languages: readonly string[]): string {
  if (typeof label === 'string') return label;
  const written = [...languages, 'en'].map((language) => label[language]);
  return written.find((text) => text !== undefined) ?? Object.values(label)[0] ?? '';
}
