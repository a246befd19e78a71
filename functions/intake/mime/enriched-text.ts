/**
 * The words of `text/enriched` (RFC 1896) and `text/richtext` (RFC 1341 §7.1.3): commands in angle brackets are left out,
 * `<<` and `<lt>` stand for one, and in the former a single line break is a space. The text holds no NUL.
 */
export function enrichedWords(text: string, contentType: string): string {
  const broken =
    contentType === 'text/enriched'
      ? text.replaceAll(/\n+/g, (breaks) => (breaks.length === 1 ? ' ' : breaks.slice(1)))
      : text.replaceAll('\n', ' ').replaceAll(/<(?:nl|paragraph|\/paragraph)>/gi, '\n');
  return broken
    .replaceAll(/<(?:<|lt>)/gi, '\u0000')
    .replaceAll(/<param>[^<]{0,1000}<\/param>/gi, '')
    .replaceAll(/<\/?[a-z][a-z0-9-]{0,60}>/gi, '')
    .replaceAll('\u0000', '<');
}
