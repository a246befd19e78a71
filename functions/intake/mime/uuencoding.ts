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
  if (coded.length === 0 || !coded.every((line) => CODED_LINE.test(line))) return null;
  return {
    name: (begin[1] ?? '').trim(),
    bytes: Buffer.concat(coded.map(decodeLine)),
    start: begin.index,
    end: end.index + end[0].length,
  };
}

/** The first character counts the bytes, then four characters of six bits each stand for three bytes. */
function decodeLine(line: string): Buffer {
  const count = sixBits(line, 0);
  const out = Buffer.alloc(Math.ceil(count / 3) * 3);
  for (let at = 0; at * 3 < count; at++) {
    const start = 1 + at * 4;
    const group =
      (sixBits(line, start) << 18) |
      (sixBits(line, start + 1) << 12) |
      (sixBits(line, start + 2) << 6) |
      sixBits(line, start + 3);
    out.writeUIntBE(group, at * 3, 3);
  }
  return out.subarray(0, count);
}

/** Blanks at the end of a line, which stand for zero, get lost on the way. */
function sixBits(line: string, at: number): number {
  return at < line.length ? (line.charCodeAt(at) - 0x20) & 0x3f : 0;
}
