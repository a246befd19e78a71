/** The forms in which signatures over mail are made and checked (RFC 6376 §3.4). Text is latin1: a character a byte. */

export interface RawField {
  /** Lower case. */
  name: string;
  /** As it stands in the mail, without the line end after it. */
  raw: string;
}

/** A mail as its signer saw it: its header fields as they stand, and its body; lines end in CRLF. */
export interface SignedMail {
  fields: RawField[];
  body: string;
}

const MOST_HEADER = 1024 * 1024;
const BARE = /\r(?!\n)|(?<!\r)\n/;
const FIELD = /^([!-9;-~]{1,100})[ \t]*:/;

/** @returns null for a header that is too long to be anybody's, or whose lines others may break elsewhere. */
export function splitMail(raw: Uint8Array): SignedMail | null {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  const lines = text.includes('\r\n') ? text : text.replaceAll('\n', '\r\n');
  const end = lines.indexOf('\r\n\r\n');
  const header = end === -1 ? lines : lines.slice(0, end);
  if (header.length > MOST_HEADER || BARE.test(header)) return null;
  const fields: RawField[] = [];
  for (const line of header.split('\r\n')) {
    const last = fields.at(-1);
    const name = FIELD.exec(line)?.[1];
    if (/^[ \t]/.test(line) && last) last.raw += `\r\n${line}`;
    else if (name) fields.push({ name: name.toLowerCase(), raw: line });
  }
  return { fields, body: end === -1 ? '' : lines.slice(end + 4) };
}

export function relaxedField({ name, raw }: RawField): string {
  const value = raw.slice(raw.indexOf(':') + 1).replaceAll('\r\n', '');
  return `${name}:${value.replaceAll(/[ \t]+/g, ' ').trim()}`;
}

export function relaxedBody(body: string): string {
  const text = withoutEmptyEnd(
    body
      .replaceAll(/[ \t]+/g, ' ')
      .replaceAll(' \r\n', '\r\n')
      .replace(/ $/, ''),
  );
  return text === '' ? '' : `${text}\r\n`;
}

export function simpleBody(body: string): string {
  return `${withoutEmptyEnd(body)}\r\n`;
}

function withoutEmptyEnd(body: string): string {
  let end = body.length;
  while (body.startsWith('\r\n', end - 2)) end -= 2;
  return body.slice(0, end);
}
