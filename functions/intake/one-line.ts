/** Line breaks, tabs, other controls and direction overrides become single spaces: fit for a subject or a name. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim();
}
