const SIGNED_DATA = '06092a864886f70d010702';
const DATA = '06092a864886f70d010701';

/** Signed data (RFC 5652 §5.1) around these bytes, without a signature. */
export function signedDataOf(content: Buffer): Buffer {
  const encapsulated = value(0x30, Buffer.from(DATA, 'hex'), value(0xa0, value(0x04, content)));
  const signed = value(0x30, Buffer.from('0201013100', 'hex'), encapsulated);
  return value(0x30, Buffer.from(SIGNED_DATA, 'hex'), value(0xa0, signed));
}

function value(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(6);
  head.writeUInt8(tag, 0);
  head.writeUInt8(0x84, 1);
  head.writeUInt32BE(content.length, 2);
  return Buffer.concat([head, content]);
}
