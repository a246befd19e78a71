import { decodeText } from './charset.ts';
import { decodeEncodedWords } from './encoded-words.ts';

export interface StructuredValue {
  /** Lower case: `multipart/mixed`, `attachment`. */
  value: string;
  /** By lower-cased name; continuations joined, charsets and encoded words decoded. */
  parameters: Record<string, string>;
}

interface Piece {
  index: number;
  extended: boolean;
  text: string;
}

const PARAMETER = /[;\s]\s*([^\s=;"*]{1,60})(\*(\d{1,3})?\*?)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs;

/** Reads `value; name=text; name*=charset'language'text; name*0=…` (RFC 2045 §5.1, RFC 2231); never throws. */
export function readStructuredValue(text: string): StructuredValue {
  const semicolon = text.indexOf(';');
  const value = (semicolon === -1 ? text : text.slice(0, semicolon)).replaceAll(/\([^()]*\)/g, '').trim().toLowerCase();
  const pieces = new Map<string, Piece[]>();
  for (const match of text.slice(semicolon === -1 ? text.length : semicolon).matchAll(PARAMETER)) {
    const name = (match[1] ?? '').toLowerCase();
    const quoted = match[4]?.replaceAll(/\\(["\\])/g, '$1');
    const piece = {
      index: Number(match[3] ?? 0),
      extended: match[2]?.endsWith('*') === true && (match[2] === '*' || match[2].length > 1) && !/^\*\d+$/.test(match[2]),
      text: quoted ?? (match[5] ?? '').trim(),
    };
    pieces.set(name, [...(pieces.get(name) ?? []), piece].slice(0, 100));
  }
  const parameters = Object.fromEntries([...pieces].map(([name, parts]) => [name, joinPieces(parts)]));
  return { value, parameters };
}

function joinPieces(pieces: Piece[]): string {
  const ordered = pieces.toSorted((first, second) => first.index - second.index);
  if (!ordered.some((piece) => piece.extended)) {
    const numbered = ordered.some((piece) => piece.index > 0);
    return decodeEncodedWords(numbered ? ordered.map((piece) => piece.text).join('') : (ordered[0]?.text ?? ''));
  }
  const [first, ...rest] = ordered;
  const match = /^([^']*)'[^']*'(.*)$/s.exec(first?.text ?? '');
  const bytes = [
    percentDecode(match?.[2] ?? first?.text ?? ''),
    ...rest.map((piece) => (piece.extended ? percentDecode(piece.text) : Buffer.from(piece.text))),
  ];
  return decodeText(Buffer.concat(bytes), match?.[1] ?? null).text;
}

function percentDecode(text: string): Buffer {
  const bytes = Buffer.from(text);
  const coded = bytes.map((byte) => (byte === 0x25 ? 0x3d : byte === 0x3d ? 0 : byte));
  return decodePercent(coded, bytes);
}

function decodePercent(coded: Uint8Array, bytes: Buffer): Buffer {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const code = coded[at] === 0x3d ? Number.parseInt(bytes.toString('latin1', at + 1, at + 3), 16) : Number.NaN;
    out.push(Number.isNaN(code) ? (bytes[at] ?? 0) : code);
    if (!Number.isNaN(code)) at += 2;
  }
  return Buffer.from(out);
}
