/** What every compressed text may refer back to from its first byte on (MS-OXRTFCP §2.1.2.1). */
const DICTIONARY = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans ' +
    'SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);
const HEADER = 16;
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
const WINDOW = 4096;
/** Two bytes stand for seventeen at most; a claimed size beyond that is made up. */
const MAX_RATIO = 9;
const MAX_BYTES = 4 * 1024 * 1024;

/** Unpacks a rich text (MS-OXRTFCP), at most 4 MiB of it; null when it is none. What is damaged ends early. */
export function inflateRtf(packed: Buffer): Buffer | null {
  if (packed.length < HEADER) return null;
  const size = Math.min(packed.readUInt32LE(4), MAX_BYTES, packed.length * MAX_RATIO);
  const kind = packed.readUInt32LE(8);
  if (kind === UNCOMPRESSED) return packed.subarray(HEADER, HEADER + size);
  return kind === COMPRESSED ? inflate(packed, size) : null;
}

function inflate(packed: Buffer, size: number): Buffer {
  const window = Buffer.alloc(WINDOW);
  DICTIONARY.copy(window);
  let write = DICTIONARY.length;
  const out = Buffer.alloc(size);
  let length = 0;
  const put = (byte: number): void => {
    window[write] = byte;
    write = (write + 1) % WINDOW;
    if (length < size) out[length++] = byte;
  };
  let at = HEADER;
  while (at < packed.length && length < size) {
    const control = packed[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < packed.length && length < size; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(packed[at++] ?? 0);
        continue;
      }
      const reference = packed.length - at >= 2 ? packed.readUInt16BE(at) : 0;
      at += 2;
      const offset = reference >> 4;
      if (at > packed.length || offset === write) return out.subarray(0, length);
      for (let copied = 0; copied < (reference & 0xf) + 2; copied++)
        put(window[(offset + copied) % WINDOW] ?? 0);
    }
  }
  return out.subarray(0, length);
}
