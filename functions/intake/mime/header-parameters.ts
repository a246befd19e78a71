import { decodeText } from './charset.ts';
import { decodeEncodedWords } from './encoded-words.ts';

export interface StructuredValue {
  /** Lower case: `multipart/mixed`, `attachment`. */
  value: string;
  /** By lower-cased name; continuations joined, charsets and encoded words decoded. */
  parameters: Record<string, string>;
}

interface Piece {
  /** `name*…`: of the newer form (RFC 2231), which wins where a mail has both. */
  starred: boolean;
  index: number;
  /** `name*=` and `name*0*=`: percent-encoded, the first with its charset. */
  extended: boolean;
  text: string;
}

const MAX_PIECES = 100;
const VALUE = /[\s;]*([^\s;(]*)/y;
const SPACE = /[\s;]+/y;
const NAME = /([^\s=;"*()]{1,60})(\*(?:(\d{1,3})\*?)?)?\s*=\s*/y;
/** A quotation mark closes the text only where the parameter can end: people put them into file names unescaped. */
const QUOTED = /"((?:[^"\\]|\\.|"(?!\s*(?:[;(]|$)|\s[^\s=;"]{1,60}=))*)"?/sy;
/** The newer form though its star is missing: `utf-8''%C3%A9.pdf`. */
const UNMARKED = /^[\w.-]{3,30}''[^%]{0,200}%[0-9a-f]{2}/i;
const BARE = /[^;]*/y;
const OTHER = /[^\s;(]+|\(/y;

/** Reads `value; name=text; name*=charset'language'text; name*0=…` (RFC 2045 §5.1, RFC 2231); never throws. */
export function readStructuredValue(text: string): StructuredValue {
  const scan = new Scan(text);
  const value = scan.take(VALUE)?.[1] ?? '';
  const isParameter = value.includes('=');
  if (isParameter) scan.position = 0;
  const pieces = readPieces(scan);
  const parameters = Object.fromEntries([...pieces].map(([name, parts]) => [name, joinPieces(parts)]));
  return { value: isParameter ? '' : value.replaceAll('"', '').toLowerCase(), parameters };
}

function readPieces(scan: Scan): Map<string, Piece[]> {
  const pieces = new Map<string, Piece[]>();
  while (!scan.atEnd()) {
    if (scan.take(SPACE) || scan.skipComment()) continue;
    const match = scan.take(NAME);
    if (!match) {
      scan.take(OTHER);
      continue;
    }
    const [, name = '', star, index] = match;
    const written = readText(scan);
    const unmarked = UNMARKED.test(written);
    const piece = {
      starred: star !== undefined || unmarked,
      index: Number(index ?? 0),
      extended: star?.endsWith('*') === true || unmarked,
      text: written,
    };
    const known = pieces.get(name.toLowerCase()) ?? [];
    if (known.length < MAX_PIECES) pieces.set(name.toLowerCase(), [...known, piece]);
  }
  return pieces;
}

function readText(scan: Scan): string {
  const quoted = scan.take(QUOTED)?.[1];
  if (quoted !== undefined) return quoted.replaceAll(/\\(["\\])/g, '$1');
  const bare = scan.take(BARE)?.[0] ?? '';
  return bare.replace(/\s\([^()]*\)\s*$/, '').trim();
}

/** A text, and how far it has been read. */
class Scan {
  position = 0;
  private readonly text: string;
  private comments = true;

  constructor(text: string) {
    this.text = text.replaceAll(/[\r\n\t]+/g, ' ').trimStart();
  }

  atEnd(): boolean {
    return this.position >= this.text.length;
  }

  take(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.position;
    const match = sticky.exec(this.text);
    if (match?.[0]) this.position += match[0].length;
    return match?.[0] ? match : null;
  }

  /** `(a comment (in another))`; once one is not closed, parentheses mean nothing in the rest of the text. */
  skipComment(): boolean {
    if (!this.comments || this.text[this.position] !== '(') return false;
    let depth = 0;
    for (let at = this.position; at < this.text.length; at++) {
      if (this.text[at] === '\\') at++;
      else if (this.text[at] === '(') depth++;
      else if (this.text[at] === ')') depth--;
      if (depth === 0) {
        this.position = at + 1;
        return true;
      }
    }
    this.comments = false;
    return false;
  }
}

function joinPieces(pieces: readonly Piece[]): string {
  const starred = pieces.filter((piece) => piece.starred);
  const plain = pieces.find((piece) => !piece.starred);
  return joinStarred(starred) || decodeEncodedWords(plain?.text ?? '');
}

function joinStarred(starred: readonly Piece[]): string {
  const ordered = starred
    .filter((piece, at) => starred.findIndex(({ index }) => index === piece.index) === at)
    .toSorted((first, second) => first.index - second.index);
  const [first, ...rest] = ordered;
  const match = first?.extended ? /^([^']*)'[^']*'(.*)$/s.exec(first.text) : null;
  if (!match && !ordered.some((piece) => piece.extended && piece.text.includes('%')))
    return decodeEncodedWords(ordered.map((piece) => piece.text).join(''));
  const bytes = [
    percentDecode(match?.[2] ?? first?.text ?? ''),
    ...rest.map((piece) => (piece.extended ? percentDecode(piece.text) : Buffer.from(piece.text))),
  ];
  return decodeEncodedWords(decodeText(Buffer.concat(bytes), match?.[1] ?? null).text);
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
