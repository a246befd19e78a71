/** A file as programs put it into texts before there was MIME: `begin 644 name`, coded lines, `end`. */
export interface UuencodedFile {
  name: string;
  bytes: Buffer;
  /** Where it stands in the text, its first and last line included. */
  start: number;
  end: number;
}

const BEGIN = /^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n/gm;
const END = /^end[ \t]*\r?$/gm;
const CODED_LINE = /^[\u0020-\u0060]{1,90}$/;
/** Of 45 bytes each: more than a mail can hold, unless its lines claim to be longer than they are. */
const MAX_LINES = 1_000_000;

/** The first uuencoded file at or after `from`; null when none begins there and ends. */
export function findUuencoded(text: string, from = 0): UuencodedFile | null {
  BEGIN.lastIndex = from;
  const begin = BEGIN.exec(text);
  if (!begin) return null;
  const bodyStart = begin.index + begin[0].length;
  END.lastIndex = bodyStart;
  const end = END.exec(text);
  if (!end) return null;
  const lines = text.slice(bodyStart, end.index).split(/\r?\n/);
  const coded = lines.filter((line) => line.trim() !== '');
  if (coded.length === 0 || coded.length > MAX_LINES || !coded.every((line) => CODED_LINE.test(line)))
    return null;
  return {
    name: (begin[1] ?? '').trim(),
    bytes: decodeLines(coded),
    start: begin.index,
    end: end.index + end[0].length,
  };
}

/** The first character of a line counts the bytes, then four characters of six bits each stand for three bytes. */
function decodeLines(lines: readonly string[]): Buffer {
  const length = lines.reduce((sum, line) => sum + sixBits(line, 0), 0);
  const out = Buffer.alloc(length + 2);
  let end = 0;
  for (const line of lines) {
    const count = sixBits(line, 0);
    for (let at = 0; at * 3 < count; at++) out.writeUIntBE(threeBytes(line, 1 + at * 4), end + at * 3, 3);
    end += count;
  }
  return out.subarray(0, length);
}

function threeBytes(line: string, start: number): number {
  return (
    (sixBits(line, start) << 18) |
    (sixBits(line, start + 1) << 12) |
    (sixBits(line, start + 2) << 6) |
    sixBits(line, start + 3)
  );
}

/** Blanks at the end of a line, which stand for zero, get lost on the way. */
function sixBits(line: string, at: number): number {
  return at < line.length ? (line.charCodeAt(at) - 0x20) & 0x3f : 0;
}
