const BEGINS = /^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:Hash: .*\r?\n)*[ \t]*\r?\n/m;
const SIGNATURE = '\n-----BEGIN PGP SIGNATURE-----';
const ENDS = '-----END PGP SIGNATURE-----';

/**
 * A text without the armour of a signature around it (RFC 9580 §7): people read what was signed, and whoever wants to
 * verify it has the original. As it is when it is not signed so, or not to the end.
 */
export function withoutClearSignature(text: string): string {
  const begin = BEGINS.exec(text);
  if (!begin) return text;
  const start = begin.index + begin[0].length;
  const signature = text.indexOf(SIGNATURE, start - 1);
  const end = signature === -1 ? -1 : text.indexOf(ENDS, signature);
  if (end === -1) return text;
  const signed = text.slice(start, signature).replaceAll(/^- /gm, '');
  return `${text.slice(0, begin.index)}${signed}${text.slice(end + ENDS.length)}`;
}
