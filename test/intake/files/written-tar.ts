/** Archives written by hand, so that they can say whatever a hostile one would. */
export interface WrittenTarEntry {
  name: string;
  content?: string;
  /** `5` for a folder, `x` for pax fields of the next, `L` for its long name. */
  type?: string;
  prefix?: string;
  /** What the header says, where that is not the truth. */
  size?: string | Buffer;
  checksum?: string;
}

/** POSIX.1-2024, pax, "ustar Interchange Format". */
export function tarOf(entries: WrittenTarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf(entry: WrittenTarEntry): Buffer[] {
  const { name, content = 'x', type = '0', prefix = '', size, checksum } = entry;
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  const stated = size ?? Buffer.byteLength(content).toString(8).padStart(11, '0');
  Buffer.from(stated).copy(header, 124);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (Buffer.byteLength(content) % 512)) % 512);
  return [header, Buffer.from(content), padding];
}
