const BODY = 0x1000_001f;
const RTF_COMPRESSED = 0x1009_0102;
const MESSAGE_PROPERTIES = 0x9003;
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;

/** What Outlook would pack (MS-OXTNEF): one list of message properties for each rich text. */
export function winmail(richTexts: readonly Buffer[]): Buffer {
  return withProperties(richTexts.map((text) => property(RTF_COMPRESSED, text)));
}

/** One whose text is plain, in UTF-16. */
export function plainWinmail(text: Buffer): Buffer {
  return withProperties([property(BODY, text)]);
}

function withProperties(properties: Buffer[]): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(0x223e9f78);
  return Buffer.concat([head, ...properties.map((one) => attribute(MESSAGE_PROPERTIES, one))]);
}

/** A compressed rich text (MS-OXRTFCP) of so many references, each of which stands for seventeen bytes. */
export function packedRtf(references: number): Buffer {
  const runs = Math.ceil(references / 8);
  const run = Buffer.from([0xff, ...Array.from({ length: 8 }, () => [0x00, 0x0f]).flat()]);
  return withRtfHeader(COMPRESSED, Buffer.alloc(runs * run.length, run));
}

/** An uncompressed one that says the same again and again. */
export function plainRtf(piece: string, count: number, before = '{\\rtf1 '): Buffer {
  return withRtfHeader(UNCOMPRESSED, Buffer.from(`${before}${piece.repeat(count)}}`, 'latin1'));
}

/** However large it is, it claims to unpack to as much as there can be. */
function withRtfHeader(kind: number, packed: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(packed.length + 12, 0);
  head.writeUInt32LE(0xffffffff, 4);
  head.writeUInt32LE(kind, 8);
  return Buffer.concat([head, packed]);
}

/** A list of one property with one value. */
function property(tag: number, value: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(1, 0);
  head.writeUInt32LE(tag, 4);
  head.writeUInt32LE(1, 8);
  head.writeUInt32LE(value.length, 12);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function attribute(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head[0] = 1;
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}
