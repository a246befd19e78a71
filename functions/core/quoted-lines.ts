/** Lines that begin with `>`: somebody else's words in a text. */

export function isQuotedLine(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

export function withoutQuotedLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isQuotedLine(line))
    .join('\n')
    .trim();
}

/** Quoted lines with nothing said between them say nothing. */
export function withoutBareQuotes(text: string): string {
  return withoutQuotedLines(text) === '' ? '' : text;
}
