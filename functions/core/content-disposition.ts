/** What `filename*` takes as it is (attr-char of RFC 5987 §3.2.1); `encodeURIComponent` leaves these too. */
const NOT_PLAIN = /['()*]/g;
/** What no file name needs, and what would end the header or turn the rest of the line around. */
const UNSEEN = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * The header `Content-Disposition` (RFC 6266): the name once in plain letters, for old programs, and once as it is.
 * Nothing in a name can end the header or begin another one.
 */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const shown = name.toWellFormed().replaceAll(UNSEEN, '').replaceAll(/[/\\]/g, '_').trim() || 'file';
  const plain = shown
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^\x20-\x7E]|["%;]/gu, '_');
  const whole = encodeURIComponent(shown).replaceAll(
    NOT_PLAIN,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
