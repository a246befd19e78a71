import { knownDecoder } from './text-decoders.ts';

/** Without a usable label: Japanese, Chinese and Russian bytes have a shape of their own; the rest is Western. */
export function guessText(bytes: Buffer): string {
  const sample = bytes.subarray(0, 4096);
  for (const encoding of ['shift_jis', 'euc-kr', 'gb18030']) {
    const text = knownDecoder(encoding).decode(sample);
    if (looksRight(text, encoding)) return knownDecoder(encoding).decode(bytes);
  }
  const cyrillic = knownDecoder('windows-1251').decode(sample);
  if (mostlyCyrillic(cyrillic)) {
    const koi8 = knownDecoder('koi8-r').decode(sample);
    const encoding = lowerCaseShare(koi8) > lowerCaseShare(cyrillic) ? 'koi8-r' : 'windows-1251';
    return knownDecoder(encoding).decode(bytes);
  }
  return knownDecoder('windows-1252').decode(bytes);
}

function looksRight(text: string, encoding: string): boolean {
  if (text.includes('\uFFFD')) return false;
  if (encoding === 'euc-kr' && isChineseInDisguise(text)) return false;
  const scripts: Record<string, RegExp> = {
    shift_jis: /[\u3041-\u30FF]{2}/u,
    'euc-kr': /[\uAC00-\uD7A3]{3}/u,
    gb18030: /[的一是不了在有我他这中大来上国]/u,
  };
  return scripts[encoding]?.test(text) ?? false;
}

/** Korean is written almost without Chinese characters today; a Chinese text that is read as Korean has some. */
function isChineseInDisguise(text: string): boolean {
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const korean = text.match(/\p{Script=Hangul}/gu)?.length ?? 0;
  return chinese * 10 > korean;
}

function mostlyCyrillic(text: string): boolean {
  const letters = text.match(/[^\u0000-\u007F]/gu) ?? [];
  const runs = text.match(/[А-яЁё]{4,}/gu) ?? [];
  return runs.length > 0 && runs.join('').length * 2 > letters.length;
}

function lowerCaseShare(text: string): number {
  return (text.match(/[а-я]/gu)?.length ?? 0) / (text.match(/[А-Яа-я]/gu)?.length ?? 1);
}
