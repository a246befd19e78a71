const KS_X_1001 = new TextDecoder('euc-kr');
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
let extension: Map<number, string> | null = null;

/**
 * Decodes EUC-KR with Microsoft's extension (code page 949): the 8,822 syllables that KS X 1001 has no code for, which
 * what Node brings along reads as damage. Everybody who labels a mail `ks_c_5601-1987` or `euc-kr` means this.
 */
export function decodeUnifiedHangul(bytes: Uint8Array): string {
  const text: string[] = [];
  let plainFrom = 0;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const code = lead * 256 + (bytes[at + 1] ?? 0);
    if (isExtension(code)) {
      extension ??= extensionSyllables();
      text.push(KS_X_1001.decode(bytes.subarray(plainFrom, at)), extension.get(code) ?? '\uFFFD');
      plainFrom = at + 2;
    }
    at++;
  }
  return text.join('') + KS_X_1001.decode(bytes.subarray(plainFrom));
}

function isExtension(code: number): boolean {
  const lead = code >> 8;
  const trail = code & 0xff;
  const letter = (trail >= 0x41 && trail <= 0x5a) || (trail >= 0x61 && trail <= 0x7a);
  if (lead < 0x81 || lead > 0xc6) return false;
  return letter || (trail >= 0x81 && trail <= (lead <= 0xa0 ? 0xfe : 0xa0));
}

/** The missing syllables fill the free codes in the order of Unicode. */
function extensionSyllables(): Map<number, string> {
  const missing = syllablesWithoutCode();
  const codes = Array.from({ length: 0xc6ff - 0x8100 }, (_, offset) => 0x8100 + offset).filter(isExtension);
  return new Map(missing.map((syllable, index) => [codes[index] ?? 0, syllable]));
}

function syllablesWithoutCode(): string[] {
  const coded = new Set(
    Array.from({ length: 25 }, (_, row) =>
      KS_X_1001.decode(
        Uint8Array.from({ length: 188 }, (_, at) => (at % 2 === 0 ? 0xb0 + row : 0xa1 + at / 2)),
      ),
    ).join(''),
  );
  const all = Array.from({ length: LAST_SYLLABLE - FIRST_SYLLABLE + 1 }, (_, index) =>
    String.fromCharCode(FIRST_SYLLABLE + index),
  );
  return all.filter((syllable) => !coded.has(syllable));
}
