import { MOST_ENTRIES } from './archive-signs.ts';
import type { ArchiveDirectory, ArchiveEntry } from './archive-signs.ts';

const BLOCK = 512;
/** Fields of a header (POSIX.1-2024, pax, "ustar Interchange Format"), as begin and end. */
const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const CHECKSUM = [148, 156] as const;
const MAGIC = [257, 263] as const;
const PREFIX = [345, 500] as const;
const TYPE = 156;
const ZEROS = Buffer.alloc(BLOCK);
const LINE_FEED = 0x0a;
/** What holds the name of the file behind it: of GNU tar, of pax. */
const GNU_NAME = 'L';
const PAX_FIELDS = /[xX]/;
/** Fields of all files, and where a link leads. */
const OF_NO_NAME = /[gK]/;
/** Links, devices and folders: programs differ over what follows one that claims to have some. */
const WITHOUT_CONTENT = /[1-6]/;
/** Of a pax record: its length with all that is in it, and its field. */
const PAX_RECORD = /^(\d{1,9}) ([^=]{1,200})=/;

/** Reads the headers of a tar archive that is not compressed; linear in its length, `null` for what is none. */
export function readTarDirectory(bytes: Buffer): ArchiveDirectory | null {
  if (!isHeader(bytes.subarray(0, BLOCK))) return null;
  const entries: ArchiveEntry[] = [];
  let longName: string | null = null;
  let at = 0;
  while (at + BLOCK <= bytes.length && entries.length < MOST_ENTRIES) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.equals(ZEROS)) {
      // Some programs read on behind the end, so what follows it counts.
      at += BLOCK;
      continue;
    }
    const type = String.fromCharCode(header[TYPE] ?? 0);
    const size = sizeIn(header);
    const end = at + BLOCK + size;
    const content = bytes.subarray(at + BLOCK, end);
    const fields = PAX_FIELDS.test(type) ? paxFields(content) : new Map<string, string>();
    const isHeldTo =
      isHeader(header) &&
      end <= bytes.length &&
      !(WITHOUT_CONTENT.test(type) && size > 0) &&
      // Only files of more than 8 GiB need to say their size here.
      fields?.has('size') === false;
    if (!isHeldTo) return { entries, tooMany: false, fault: 'it does not hold what it lists' };
    if (type === GNU_NAME) longName = textIn(content, [0, content.length]);
    else if (PAX_FIELDS.test(type))
      longName = fields.get('GNU.sparse.name') ?? fields.get('path') ?? longName;
    else if (!OF_NO_NAME.test(type)) {
      entries.push({ name: longName ?? nameIn(header), encrypted: false, size });
      longName = null;
    }
    at = Math.ceil(end / BLOCK) * BLOCK;
  }
  return { entries, tooMany: entries.length >= MOST_ENTRIES, fault: null };
}

/** Its bytes add up to what it says, those of the sum itself counted as spaces; with signs, by old programs. */
function isHeader(header: Buffer): boolean {
  if (header.length < BLOCK) return false;
  const stated = octalIn(header, CHECKSUM);
  let sum = 0;
  let signed = 0;
  for (const byte of Buffer.from(header).fill(' ', ...CHECKSUM)) {
    sum += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return stated === sum || stated === signed;
}

/** In octal digits, or as a large number that begins with a bit of its own. `NaN` for neither. */
function sizeIn(header: Buffer): number {
  const [from, to] = SIZE;
  return ((header[from] ?? 0) & 0x80) === 0 ? octalIn(header, SIZE) : Number(header.readBigUInt64BE(to - 8));
}

function octalIn(header: Buffer, field: readonly [number, number]): number {
  const digits = textIn(header, field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function nameIn(header: Buffer): string {
  const name = textIn(header, NAME);
  const prefix = textIn(header, MAGIC) === 'ustar' ? textIn(header, PREFIX) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/**
 * Records of `<length> <field>=<value>` and a line feed, which may stand in a value too; null when they are not. Of two
 * for one field the later counts.
 */
function paxFields(content: Buffer): Map<string, string> | null {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < content.length) {
    const [begin = '', length, field = ''] = PAX_RECORD.exec(content.toString('latin1', at, at + 212)) ?? [];
    const value = at + begin.length;
    const end = at + Number(length);
    if (begin === '' || end <= value || end > content.length || content[end - 1] !== LINE_FEED) return null;
    fields.set(field, content.toString('utf8', value, end - 1));
    at = end;
  }
  return fields;
}

function textIn(bytes: Buffer, [from, to]: readonly [number, number]): string {
  const field = bytes.subarray(from, to);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}
