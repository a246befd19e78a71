import { decodeText } from '../mime/charset.ts';

/** The words of a rich text, or the HTML that it was made from and still holds (MS-OXRTFEX). */
export interface RtfText {
  kind: 'text' | 'html';
  text: string;
}

interface Group {
  /** Fonts, colours, pictures and whatever else is not text. */
  skipped: boolean;
  /** Holds HTML source. */
  source: boolean;
  /** How many characters stand after `\uN` for readers that know no Unicode. */
  fallback: number;
}

const TOKEN = /\\([a-zA-Z]{1,32})(-?\d{1,7})? ?|\\'([0-9a-fA-F]{2})|\\([\s\S])|([{}])|([^\\{}]+)|\\/g;
const UNREAD = new Set(
  'fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf fldinst themedata'.split(
    ' ',
  ),
);
const SYMBOLS = new Map(
  Object.entries({
    par: '\n',
    line: '\n',
    row: '\n',
    tab: '\t',
    cell: '\t',
    emdash: '\u2014',
    endash: '\u2013',
    lquote: '\u2018',
    rquote: '\u2019',
    ldblquote: '\u201C',
    rdblquote: '\u201D',
    bullet: '\u2022',
  }),
);
const ESCAPED: Record<string, string> = { '~': '\u00A0', _: '\u2011', '\n': '\n', '\r': '\n' };
const MAX_GROUPS = 1_000;

/** Reads a rich text in one pass; never throws, and damage costs its own place only. */
export function readRtf(rtf: Buffer): RtfText {
  const html = rtf.includes('\\fromhtml1');
  const reader = new RtfReader(html);
  for (const match of rtf.toString('latin1').matchAll(TOKEN)) reader.take(match);
  return { kind: html ? 'html' : 'text', text: reader.finish().replaceAll('\u0000', '') };
}

/** Collects text while groups open and close around it. */
class RtfReader {
  private readonly html: boolean;
  private readonly out: string[] = [];
  private readonly outer: Group[] = [];
  private group: Group = { skipped: false, source: false, fallback: 1 };
  private bytes: number[] = [];
  private charset = 'windows-1252';
  private toSkip = 0;
  private hidden = false;
  private optional = false;

  constructor(html: boolean) {
    this.html = html;
  }

  finish(): string {
    this.flush();
    return this.out.join('');
  }

  take([, word, argument, hex, symbol, brace, text]: RegExpExecArray): void {
    const optional = this.optional;
    this.optional = false;
    if (brace === '{') this.open();
    else if (brace === '}') this.close();
    else if (word !== undefined)
      this.control(word, argument === undefined ? null : Number(argument), optional);
    else if (hex !== undefined) this.add([Number.parseInt(hex, 16)]);
    else if (symbol === '*') this.optional = true;
    else if (symbol !== undefined) this.put(ESCAPED[symbol] ?? (/[\\{}]/.test(symbol) ? symbol : ''));
    else if (text !== undefined) this.addText(text.replaceAll(/[\r\n]+/g, ''));
  }

  private open(): void {
    this.flush();
    if (this.outer.length < MAX_GROUPS) this.outer.push(this.group);
    this.group = { ...this.group };
  }

  private close(): void {
    this.flush();
    this.toSkip = 0;
    this.group = this.outer.pop() ?? this.group;
  }

  private control(word: string, argument: number | null, optional: boolean): void {
    if (word === 'htmlrtf') this.hidden = argument !== 0;
    else if (word === 'htmltag') this.group = { ...this.group, source: true, skipped: !this.html };
    else if (UNREAD.has(word) || optional) this.group = { ...this.group, skipped: true };
    else if (word === 'ansicpg' && argument !== null)
      this.charset = argument === 65_001 ? 'utf-8' : `cp${argument}`;
    else if (word === 'uc')
      this.group = { ...this.group, fallback: Math.min(Math.max(argument ?? 1, 0), 16) };
    else if (word === 'u' && argument !== null) this.putUnicode(argument);
    else if (SYMBOLS.has(word)) this.put(SYMBOLS.get(word) ?? '');
  }

  private putUnicode(code: number): void {
    this.put(String.fromCharCode(code & 0xffff));
    this.toSkip = this.group.fallback;
  }

  private put(text: string): void {
    if (this.isUnseen()) return;
    this.flush();
    this.out.push(this.html && !this.group.source ? escaped(text) : text);
  }

  /** Nearly all texts are ASCII, which needs no charset. */
  private addText(text: string): void {
    const plain = this.toSkip === 0 && this.bytes.length === 0 && !/[^\u0000-\u007F]/.test(text);
    if (plain) this.put(text);
    else this.add([...Buffer.from(text, 'latin1')]);
  }

  private add(bytes: number[]): void {
    const skipped = Math.min(this.toSkip, bytes.length);
    this.toSkip -= skipped;
    if (!this.isUnseen()) for (const byte of bytes.slice(skipped)) this.bytes.push(byte);
    if (this.html && !this.group.source) this.flush();
  }

  private isUnseen(): boolean {
    return this.group.skipped || (this.hidden && this.html && !this.group.source);
  }

  private flush(): void {
    if (this.bytes.length === 0) return;
    const { text } = decodeText(Buffer.from(this.bytes), this.charset);
    this.bytes = [];
    this.out.push(this.html && !this.group.source ? escaped(text) : text);
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
