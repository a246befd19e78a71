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

const PARAMETER = /[; ] ?([^\s=;"*]{1,60})(\*(?:(\d{1,3})\*?)?)? ?= ?(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs;

/** Reads `value; name=text; name*=charset'language'text; name*0=…` (RFC 2045 §5.1, RFC 2231); never throws. */
export function readStructuredValue(text: string): StructuredValue {
  const line = text.replaceAll(/\s+/g, ' ').trimStart();
  const end = line.search(/[; ]/);
  const value = (end === -1 ? line : line.slice(0, end)).toLowerCase();
  const pieces = new Map<string, Piece[]>();
  for (const match of line.slice(end === -1 ? line.length : end).matchAll(PARAMETER)) {
    const name = (match[1] ?? '').toLowerCase();
    const quoted = match[4]?.replaceAll(/\\(["\\])/g, '$1');
    const piece = {
      index: Number(match[3] ?? 0),
      extended: match[2]?.endsWith('*') === true,
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
    return decodeEncodedWords(
      numbered ? ordered.map((piece) => piece.text).join('') : (ordered[0]?.text ?? ''),
    );
  }
  const [first, ...rest] = ordered;
  const match = /^([^']*)'[^']*'(.*)$/s.exec(first?.text ?? '');
  const bytes = [
    percentDecode(match?.[2] ?? first?.text ?? ''),
    ...rest.map((piece) => (piece.extended ? percentDecode(piece.text) : Buffer.from(piece.text))),
  ];
  return decodeText(Buffer.concat(bytes), match?.[1] ?? null).text;
}

/** `%C3%A9` → bytes (RFC 2231 §4); a `%` that starts no code stays. */
function percentDecode(text: string): Buffer {
  return Buffer.from(
    Buffer.from(text)
      .toString('latin1')
      .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
