import { MOST_ENTRIES, OVERLAPS } from './archive-signs.ts';
import type { ArchiveDirectory, ArchiveEntry } from './archive-signs.ts';

interface ZipEntry extends ArchiveEntry {
  /** Where it begins and ends in the archive. */
  start: number;
  end: number;
}

/** Signatures and lengths of the records (PKWARE APPNOTE 6.3, §4.3). */
const LOCAL = { signature: 0x04034b50, length: 30 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const END = { signature: 0x06054b50, length: 22 };
const END64 = { signature: 0x06064b50, length: 56 };
const LOCATOR64 = { signature: 0x07064b50, length: 20 };
const LONGEST_COMMENT = 0xffff;
const IN_ZIP64 = 0xffffffff;

/**
 * Reads what a ZIP archive lists, without unpacking anything, and holds it against the entries themselves. Linear in the
 * archive's length; `null` for what is none.
 */
export function readZipDirectory(bytes: Buffer): ArchiveDirectory | null {
  const end = findEnd(bytes);
  if (end < 0) return isRecord(bytes, 0, LOCAL) ? broken('it ends before its directory does') : null;
  const place = placeOf(bytes, end);
  if (!place) return bytes.includes(localMark) ? broken('its directory is not where it says') : null;
  const { entries, count } = readEntries(bytes, place);
  const fault = count === place.count ? faultOf(bytes, entries, place.start) : 'its directory miscounts';
  const tooMany = count >= MOST_ENTRIES;
  return { entries, tooMany, fault: tooMany ? null : fault };
}

const endMark = Buffer.from('504b0506', 'hex');
const localMark = Buffer.from('504b0304', 'hex');

/** It ends with its end record and a comment. */
function findEnd(bytes: Buffer): number {
  const earliest = Math.max(0, bytes.length - END.length - LONGEST_COMMENT);
  const found = bytes.subarray(earliest).lastIndexOf(endMark);
  return isRecord(bytes, earliest + found, END) ? earliest + found : -1;
}

function broken(fault: string): ArchiveDirectory {
  return { entries: [], tooMany: false, fault };
}

function isRecord(bytes: Buffer, at: number, { signature, length }: { signature: number; length: number }) {
  return at >= 0 && at + length <= bytes.length && bytes.readUInt32LE(at) === signature;
}

interface DirectoryPlace {
  count: number;
  start: number;
  end: number;
  /** By how much all places are off: what was put in front of the archive. */
  shift: number;
}

function placeOf(bytes: Buffer, end: number): DirectoryPlace | null {
  const isLarge =
    bytes.readUInt16LE(end + 10) === 0xffff ||
    bytes.readUInt32LE(end + 12) === IN_ZIP64 ||
    bytes.readUInt32LE(end + 16) === IN_ZIP64;
  const stated = isLarge ? largePlace(bytes, end) : smallPlace(bytes, end);
  if (!stated) return null;
  const { count, size, offset, before } = stated;
  const start = before - size;
  const shift = start - offset;
  return shift >= 0 && start >= 0 && offset >= 0 ? { count, start, end: before, shift } : null;
}

function smallPlace(bytes: Buffer, end: number) {
  return {
    count: bytes.readUInt16LE(end + 10),
    size: bytes.readUInt32LE(end + 12),
    offset: bytes.readUInt32LE(end + 16),
    before: end,
  };
}

/** Its own end record stands right before the locator. */
function largePlace(bytes: Buffer, end: number) {
  const locator = end - LOCATOR64.length;
  const record = locator - END64.length;
  if (!isRecord(bytes, locator, LOCATOR64) || !isRecord(bytes, record, END64)) return null;
  return {
    count: Number(bytes.readBigUInt64LE(record + 32)),
    size: Number(bytes.readBigUInt64LE(record + 40)),
    offset: Number(bytes.readBigUInt64LE(record + 48)),
    before: record,
  };
}

function readEntries(bytes: Buffer, { start, end, shift }: DirectoryPlace) {
  const entries: ZipEntry[] = [];
  let at = start;
  while (at < end && entries.length < MOST_ENTRIES && isRecord(bytes, at, CENTRAL)) {
    const lengths = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
    entries.push(entryOf(bytes, { at, nameLength, extraLength, shift }));
    at += CENTRAL.length + nameLength + extraLength + commentLength;
  }
  return { entries, count: entries.length };
}

function entryOf(
  bytes: Buffer,
  record: { at: number; nameLength: number; extraLength: number; shift: number },
): ZipEntry {
  const { at, nameLength, extraLength, shift } = record;
  const flags = bytes.readUInt16LE(at + 8);
  const nameEnd = at + CENTRAL.length + nameLength;
  const name = bytes.subarray(at + CENTRAL.length, nameEnd);
  const sizes = fullSizes(bytes, { at, extra: bytes.subarray(nameEnd, nameEnd + extraLength) });
  const start = sizes.offset + shift;
  return {
    name: name.toString(flags & 0x800 ? 'utf8' : 'latin1'),
    encrypted: (flags & 1) === 1,
    size: sizes.unpacked,
    start,
    end: endOf(bytes, { start, packed: sizes.packed, name, flags }),
  };
}

/** What does not fit 32 bits stands in an extra field, in this order (§4.5.3). */
function fullSizes(bytes: Buffer, { at, extra }: { at: number; extra: Buffer }) {
  const large = zip64Field(extra);
  let next = 0;
  const [unpacked = 0, packed = 0, offset = 0] = [24, 20, 42].map((field) => {
    const small = bytes.readUInt32LE(at + field);
    if (small !== IN_ZIP64 || next + 8 > large.length) return small;
    next += 8;
    return Number(large.readBigUInt64LE(next - 8));
  });
  return { unpacked, packed, offset };
}

function zip64Field(extra: Buffer): Buffer {
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, end);
    at = end;
  }
  return Buffer.alloc(0);
}

/** `NaN` when what begins there is not the file that the directory names. */
function endOf(bytes: Buffer, entry: { start: number; packed: number; name: Buffer; flags: number }): number {
  const { start, packed, name, flags } = entry;
  if (!isRecord(bytes, start, LOCAL)) return Number.NaN;
  const nameEnd = start + LOCAL.length + bytes.readUInt16LE(start + 26);
  const isSame = bytes.subarray(start + LOCAL.length, nameEnd).equals(name);
  const localPacked = bytes.readUInt32LE(start + 18);
  const saysLater = (flags & 8) === 8 || localPacked === IN_ZIP64;
  if (!isSame || (!saysLater && localPacked !== packed)) return Number.NaN;
  return nameEnd + bytes.readUInt16LE(start + 28) + packed;
}

function faultOf(bytes: Buffer, entries: ZipEntry[], directory: number): string | null {
  if (entries.some(({ end }) => !(end <= directory))) return 'it names files that are not there';
  let free = 0;
  for (const { start, end } of entries.toSorted((first, second) => first.start - second.start)) {
    if (start < free) return OVERLAPS;
    if (bytes.subarray(free, start).includes(localMark)) return 'it holds files that it does not list';
    free = end;
  }
  return bytes.subarray(free, directory).includes(localMark) ? 'it holds files that it does not list' : null;
}
