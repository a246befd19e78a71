const SHIFTED = /\+([A-Za-z0-9+/]*)-?/g;

/** RFC 2152: `+…-` holds UTF-16 in base64 without padding, `+-` is a plus. */
export function decodeUtf7(text: string): string {
  return text.replaceAll(SHIFTED, (_, code: string) => {
    if (code === '') return '+';
    const bytes = Buffer.from(code, 'base64');
    return bytes
      .subarray(0, bytes.length - (bytes.length % 2))
      .swap16()
      .toString('utf16le');
  });
}
