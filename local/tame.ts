/** What strangers wrote, for a terminal: without controls, which rewrite its lines, and marks that turn the writing. */
export function tame(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trimEnd();
}
