const CR = 0x0d;
const LF = 0x0a;

/** A mail from an old Mac has only carriage returns; everything else breaks lines at line feeds and stays as it is. */
export function withLineFeeds(bytes: Buffer): Buffer {
  if (bytes.includes(LF) || !bytes.includes(CR)) return bytes;
  const repaired = Buffer.from(bytes);
  for (let at = repaired.indexOf(CR); at !== -1; at = repaired.indexOf(CR, at + 1)) repaired[at] = LF;
  return repaired;
}
