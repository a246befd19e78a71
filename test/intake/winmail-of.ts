const ATTACH_RENDER_DATA = 0x9002;
const ATTACH_TITLE = 0x8010;
const ATTACH_DATA = 0x800f;

/** What Outlook would pack for one file (MS-OXTNEF), without a text. */
export function winmailOf(name: string, bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('789f3e220100', 'hex'),
    attribute(ATTACH_RENDER_DATA, Buffer.alloc(14)),
    attribute(ATTACH_TITLE, Buffer.from(`${name}\0`)),
    attribute(ATTACH_DATA, bytes),
  ]);
}

function attribute(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(2, 0);
  head.writeUInt16LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}
