import type { TextLink } from '../../core/text-links.ts';
import { containerOf } from './html-containers.ts';
import type { Container } from './html-containers.ts';
import { decodeEntities } from './html-entities.ts';
import { LinkCollector } from './html-links.ts';
import { htmlTokens } from './html-tokens.ts';
import type { HtmlToken } from './html-tokens.ts';
import { QUOTE_CLOSES, REST_IS_QUOTE, withoutForgedMarks, withoutMarkLines } from './quote-marks.ts';

type OpenTag = Extract<HtmlToken, { kind: 'open' }>;

const LINE = new Set(
  'address article aside center dd div dl dt fieldset figcaption figure footer form header li main nav section tr hr br option'.split(
    ' ',
  ),
);
const PARAGRAPH = new Set('p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre'.split(' '));
const UNSEEN = new Set(
  'head style script title noscript template select textarea svg math object iframe map'.split(' '),
);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const HIDDEN =
  /display\s?:\s?none|visibility\s?:\s?hidden|mso-hide\s?:\s?all|font-size\s?:\s?0(?:px|pt|em|;|"|'|$)|max-height\s?:\s?0(?:px|;|"|'|$)/i;
const MAX_QUOTE_DEPTH = 20;
const MAX_OPEN_CONTAINERS = 200;

/**
 * The text of an HTML body as its reader sees it: no hidden preheader, links as their text, quotes as `> `, and a
 * line of its own (see quote-marks.ts) where the mail program marks quoted text or a signature. One pass; a
 * text that would come out empty because a hiding element was never closed is shown whole.
 */
export function readHtml(html: string): HtmlText {
  const text = new TextLines(true).read(html);
  return withoutMarkLines(text.marked).trim() === '' ? new TextLines(false).read(html) : text;
}

export function htmlToMarkedText(html: string): string {
  return readHtml(html).marked;
}

export interface HtmlText {
  /** Its lines, with those of quote-marks.ts. */
  marked: string;
  /** Where links lead whose words do not say so, outside of quotes. */
  links: TextLink[];
}

interface OpenContainer {
  element: string;
  nested: number;
  closes: string;
}

/** Collects the lines of a text while tags open and close around it. */
class TextLines {
  private readonly lines: string[] = [];
  /** Its pieces, none of them empty: a long line that is looked at while it grows would be copied each time. */
  private line: string[] = [];
  private quoteDepth = 0;
  private preformatted = 0;
  /** Of each open list the number of its next item; null where its items have none. */
  private readonly numbers: (number | null)[] = [];
  private skipped: { element: string; nested: number } | null = null;
  private readonly containers: OpenContainer[] = [];
  private readonly links = new LinkCollector();
  private restIsQuote = false;
  private readonly hide: boolean;

  constructor(hide: boolean) {
    this.hide = hide;
  }

  read(html: string): HtmlText {
    for (const token of htmlTokens(withoutForgedMarks(html))) this.take(token);
    this.endLine();
    while (this.containers.length > 0) this.closeContainer();
    this.links.end();
    const marked = this.lines
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim();
    return { marked, links: this.links.links };
  }

  private take(token: HtmlToken): void {
    if (this.skipped && !this.skip(token)) return;
    if (token.kind === 'text') this.addText(token.text);
    else if (token.kind === 'open') this.open(token);
    else this.close(token.name);
  }

  /** Whether the token counts again although a hidden element is open. */
  private skip(token: HtmlToken): boolean {
    const skipped = this.skipped;
    if (!skipped || token.kind === 'text') return false;
    if (skipped.element === 'head' && token.kind === 'open' && token.name === 'body') {
      this.skipped = null;
      return true;
    }
    if (token.name !== skipped.element) return false;
    if (token.kind === 'open' && !token.selfClosing) skipped.nested++;
    if (token.kind === 'close') skipped.nested--;
    if (skipped.nested === 0) this.skipped = null;
    return false;
  }

  private addText(source: string): void {
    const text = decodeEntities(source).replaceAll('\u00AD', '');
    if (this.preformatted > 0) {
      const [first = '', ...rest] = text.split('\n');
      this.write(first);
      for (const next of rest) {
        this.endLine(true);
        this.write(next);
      }
      return;
    }
    const folded = text.replaceAll(/[ \t\n\r\f]+/g, ' ');
    const isSpaced = this.line.at(-1)?.endsWith(' ') ?? true;
    this.write(isSpaced ? folded.trimStart() : folded);
  }

  private write(text: string): void {
    if (text !== '') this.line.push(text);
    this.links.add(text);
  }

  private open(tag: OpenTag): void {
    const { name, attributes } = tag;
    if (this.isUnseen(tag)) {
      this.skipped = { element: name, nested: 1 };
      return;
    }
    for (const container of this.containers)
      if (container.element === name && !VOID.has(name)) container.nested++;
    if (name === 'br') this.endLine(true);
    else if (LINE.has(name)) this.endLine();
    else if (PARAGRAPH.has(name)) this.endParagraph();
    if (name === 'ol') this.numbers.push(firstNumber(attributes));
    if (name === 'ul') this.numbers.push(null);
    if (name === 'li') this.line = [this.itemMark()];
    if ((name === 'td' || name === 'th') && this.line.length > 0) this.write(' ');
    if (name === 'pre') this.preformatted++;
    if (name === 'a' && !this.isQuote()) this.links.begin(attributes);
    const container = containerOf(name, attributes);
    if (container) this.openContainer(name, container);
    if (name === 'blockquote') this.quoteDepth = Math.min(this.quoteDepth + 1, MAX_QUOTE_DEPTH);
  }

  private close(name: string): void {
    if (LINE.has(name)) this.endLine();
    else if (PARAGRAPH.has(name)) this.endParagraph();
    if (name === 'ol' || name === 'ul') this.numbers.pop();
    if (name === 'a') this.links.end();
    if (name === 'pre') this.preformatted = Math.max(0, this.preformatted - 1);
    if (name === 'blockquote') this.quoteDepth = Math.max(0, this.quoteDepth - 1);
    for (const container of this.containers) if (container.element === name) container.nested--;
    while ((this.containers.at(-1)?.nested ?? 1) <= 0) this.closeContainer();
  }

  private itemMark(): string {
    const number = this.numbers.at(-1) ?? null;
    if (number === null) return '- ';
    this.numbers[this.numbers.length - 1] = number + 1;
    return `${number}. `;
  }

  private isUnseen({ name, attributes, selfClosing }: OpenTag): boolean {
    if (selfClosing || VOID.has(name)) return false;
    if (UNSEEN.has(name)) return true;
    return this.hide && attributes.length > 5 && HIDDEN.test(attributes.slice(0, 2_000));
  }

  private openContainer(element: string, container: Container): void {
    if (this.containers.length >= MAX_OPEN_CONTAINERS) return;
    this.endLine();
    this.lines.push(container.opens);
    this.restIsQuote ||= container.opens === REST_IS_QUOTE;
    if (container.closes && !VOID.has(element))
      this.containers.push({ element, nested: 1, closes: container.closes });
  }

  private isQuote(): boolean {
    return (
      this.restIsQuote || this.quoteDepth > 0 || this.containers.some(({ closes }) => closes === QUOTE_CLOSES)
    );
  }

  private closeContainer(): void {
    const container = this.containers.pop();
    this.endLine();
    if (container) this.lines.push(container.closes);
  }

  private endParagraph(): void {
    this.endLine();
    if (this.lines.length > 0 && this.lines.at(-1) !== '') this.lines.push(this.prefix().trimEnd());
  }

  private endLine(evenEmpty = false): void {
    this.links.endLine();
    const text = this.line.join('').trimEnd();
    this.line = [];
    if (text !== '' || evenEmpty) this.lines.push(`${this.prefix()}${text}`.trimEnd());
  }

  private prefix(): string {
    return this.quoteDepth > 0 ? `${'>'.repeat(this.quoteDepth)} ` : '';
  }
}

function firstNumber(attributes: string): number {
  return Number(/\bstart\s?=\s?["']?(\d{1,4})/i.exec(attributes.slice(0, 2_000))?.[1] ?? 1);
}
