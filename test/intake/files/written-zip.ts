/** Archives written by hand, so that they can say whatever a hostile one would. */
export interface WrittenEntry {
  name: string;
  content?: string;
  /** What the directory says of it, where that is not the truth. */
  unpacked?: number;
  packed?: number;
  offset?: number;
  listedAs?: string;
  flags?: number;
  zip64?: boolean;
}

export interface WrittenZip {
  /** In front of the archive. */
  prefix?: Buffer;
  /** Entries that are there and not listed. */
  unlisted?: WrittenEntry[];
  comment?: string;
  /** What the end record says of the directory, where that is not the truth. */
  count?: number;
  size?: number;
  zip64?: boolean;
}

/** An archive of stored files (PKWARE APPNOTE 6.3). */
export function zipOf(entries: WrittenEntry[], given: WrittenZip = {}): Buffer {
  const { prefix = Buffer.alloc(0), unlisted = [], comment = '', zip64 = false } = given;
  const files: Buffer[] = [];
  const places: number[] = [];
  let at = 0;
  for (const entry of [...unlisted, ...entries]) {
    const file = localFile(entry);
    places.push(at);
    files.push(file);
    at += file.length;
  }
  const directory = Buffer.concat(
    entries.map((entry, index) => listing(entry, entry.offset ?? places[unlisted.length + index] ?? 0)),
  );
  const count = given.count ?? entries.length;
  const place = { count, size: given.size ?? directory.length, offset: at };
  const end = zip64 ? Buffer.concat([largeEnd(place), plainEnd(comment)]) : endRecord(place, comment);
  return Buffer.concat([prefix, ...files, directory, end]);
}

function localFile({ name, content = 'x', flags = 0 }: WrittenEntry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(flags, 6);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(Buffer.byteLength(name), 26);
  return Buffer.concat([header, Buffer.from(name), Buffer.from(content, 'latin1')]);
}

function listing(entry: WrittenEntry, offset: number): Buffer {
  const { content = 'x', flags = 0, zip64 = false } = entry;
  const name = Buffer.from(entry.listedAs ?? entry.name);
  const unpacked = entry.unpacked ?? content.length;
  const extra = zip64 ? Buffer.alloc(12) : Buffer.alloc(0);
  if (zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(unpacked), 4);
  }
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(flags, 8);
  header.writeUInt32LE(entry.packed ?? content.length, 20);
  header.writeUInt32LE(zip64 ? 0xffffffff : unpacked, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name, extra]);
}

interface Directory {
  count: number;
  size: number;
  offset: number;
}

function endRecord({ count, size, offset }: Directory, comment = ''): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([record, Buffer.from(comment, 'latin1')]);
}

/** Everything that it says is said elsewhere. */
function plainEnd(comment: string): Buffer {
  return endRecord({ count: 0xffff, size: 0xffffffff, offset: 0xffffffff }, comment);
}

function largeEnd({ count, size, offset }: Directory): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  return Buffer.concat([record, locator]);
}
