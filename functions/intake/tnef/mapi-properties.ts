/** A text or binary value as it lies there. */
export interface MapiText {
  bytes: Buffer;
  /** Known for texts in Unicode; null: as the message says. */
  charset: string | null;
}

/** By property number; only the first of several values. */
export type MapiProperties = Map<number, MapiText>;

/** MS-OXPROPS. */
const NUMBERS = {
  body: 0x1000,
  rtfCompressed: 0x1009,
  bodyHtml: 0x1013,
  displayName: 0x3001,
  dataObject: 0x3701,
  fileName: 0x3704,
  longFileName: 0x3707,
  mimeTag: 0x370e,
  contentId: 0x3712,
  internetCodePage: 0x3fde,
} as const;

const MANY = 0x1000;
const TEXT = 0x001e;
const UNICODE = 0x001f;
const OBJECT = 0x000d;
const BINARY = 0x0102;
const MAX_PROPERTIES = 10_000;
const FIRST_NAMED = 0x8000;
const GUID_BYTES = 16;
const SIZES: Record<number, number> = {
  0x0002: 2,
  0x0003: 4,
  0x0004: 4,
  0x0005: 8,
  0x0006: 8,
  0x0007: 8,
  0x000a: 4,
  0x000b: 2,
  0x0014: 8,
  0x0040: 8,
  0x0048: 16,
};

export function property(properties: MapiProperties, name: keyof typeof NUMBERS): MapiText | null {
  return properties.get(NUMBERS[name]) ?? null;
}

/** Reads a property list (MS-OXTNEF §2.1.3.5) up to its end or its first fault; never throws. */
export function readMapiProperties(data: Buffer): MapiProperties {
  const properties: MapiProperties = new Map();
  const cursor: Cursor = { data, at: 0 };
  const count = readUInt32(cursor) ?? 0;
  for (let index = 0; index < Math.min(count, MAX_PROPERTIES); index++) {
    const tag = readUInt32(cursor);
    if (tag === null) break;
    const type = tag & 0xffff;
    const number = tag >>> 16;
    if (number >= FIRST_NAMED && !skipName(cursor)) break;
    const values = readValues(cursor, type);
    if (!values) break;
    const [bytes] = values;
    if (!bytes || properties.has(number)) continue;
    properties.set(number, valueOf(bytes, type & ~MANY));
  }
  return properties;
}

interface Cursor {
  data: Buffer;
  at: number;
}

function readUInt32(cursor: Cursor): number | null {
  if (cursor.at + 4 > cursor.data.length) return null;
  cursor.at += 4;
  return cursor.data.readUInt32LE(cursor.at - 4);
}

/** Values are filled up to four bytes. */
function take(cursor: Cursor, length: number): Buffer | null {
  if (cursor.at + length > cursor.data.length) return null;
  const bytes = cursor.data.subarray(cursor.at, cursor.at + length);
  cursor.at += Math.ceil(length / 4) * 4;
  return bytes;
}

function skipName(cursor: Cursor): boolean {
  take(cursor, GUID_BYTES);
  const kind = readUInt32(cursor);
  const idOrLength = readUInt32(cursor);
  if (kind === null || idOrLength === null) return false;
  return kind === 0 || take(cursor, idOrLength) !== null;
}

function readValues(cursor: Cursor, type: number): Buffer[] | null {
  const single = type & ~MANY;
  const sized = single === TEXT || single === UNICODE || single === OBJECT || single === BINARY;
  const fixed = SIZES[single];
  const count = sized || (type & MANY) !== 0 ? readUInt32(cursor) : 1;
  if (count === null || (!sized && fixed === undefined)) return null;
  const values: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const length = sized ? readUInt32(cursor) : fixed;
    const value = length === null || length === undefined ? null : take(cursor, length);
    if (!value) return null;
    values.push(value);
  }
  return values;
}

function valueOf(bytes: Buffer, type: number): MapiText {
  if (type === UNICODE) return { bytes: withoutZero(bytes, 2), charset: 'utf-16le' };
  return { bytes: type === TEXT ? withoutZero(bytes, 1) : bytes, charset: null };
}

function withoutZero(bytes: Buffer, width: number): Buffer {
  let end = bytes.length - (bytes.length % width);
  while (end >= width && bytes[end - 1] === 0 && bytes[end - width] === 0) end -= width;
  return bytes.subarray(0, end);
}
