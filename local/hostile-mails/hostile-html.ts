import { mailAround, WORD } from './hostile-mail.ts';
import type { HostileMail, Recipe } from './hostile-mail.ts';

/** HTML bodies: piece after piece, with the word behind them unless it says otherwise. */
export const hostileHtml: HostileMail[] = [
  html('nested elements', 6_000, '<div>'),
  html('nested elements, 3 MB', 600_000, '<div>', {
    wordFirst: true,
    note: 'a text is too long and was cut',
  }),
  html('one line of tags and letters', 200_000, '<b>x'),
  html('one line of tags and spaces', 200_000, '<b> '),
  html('cells of one row', 200_000, '<td>x'),
  html('list items', 200_000, '<li>'),
  html('nested quotes', 100_000, '<blockquote>'),
  html('nested quotes with words', 60_000, '<blockquote>x'),
  html('nested quotes that programs mark', 60_000, '<div class="gmail_quote">'),
  html('paragraphs', 300_000, '<p>'),
  html('closing tags', 300_000, '</div>'),
  html('closing tags of marked quotes', 60_000, '<div class="gmail_quote"></p>'),
  html('preformatted lines', 300_000, 'x\n', { before: '<pre>' }),
  html('opening brackets', 1_000_000, '<'),
  html('ampersands', 1_000_000, '&'),
  html('characters by number', 200_000, '&#65;'),
  html('numbers that are no characters', 200_000, '&#9999999;'),
  html('comments that never end', 300_000, '<!-- '),
  html('comments that end', 200_000, '<!---->'),
  html('styles that never end', 100_000, '<style>', { wordFirst: true }),
  html('character data that never ends', 100_000, '<![CDATA['),
  html('quotes that never end', 60_000, '<i b="', { after: '>' }),
  html('quotes around brackets', 200_000, '<i b=">">'),
  html('attributes of one tag', 300_000, 'a=b ', { before: '<div ', after: '>' }),
  html('one tag that never ends', 300_000, 'a=b ', { wordFirst: true, before: '<div ' }),
  html('long attributes', 500, `<div ${'x'.repeat(2_000)}>`),
  html('attributes that look like a quote', 500, `<div ${'class='.repeat(330)}>`),
  html('styles that look like a quote', 500, `<div style="${'border-top:1pt solid #E1E1E1'.repeat(70)}">`),
  html('elements that hide', 60_000, '<b style="display:none">'),
  html('links', 40_000, '<a href="https://shop.example/orders">order</a>'),
  html('links that never end', 50_000, '<a href="https://shop.example/orders">'),
  html('links to one long address', 40, `<a href="https://shop.example/${'x'.repeat(20_000)}">order</a>`),
  html('spaces', 1_000_000, ' '),
  html('line breaks', 300_000, '<br>'),
  html('references to pictures', 60_000, '<img src="cid:a">'),
  html('images of other servers', 40_000, '<img src="https://shop.example/a.png" alt="a">'),
];

interface Around {
  before?: string;
  after?: string;
  wordFirst?: boolean;
  note?: string;
}

function html(name: string, size: number, piece: string, around: Around = {}): HostileMail {
  const { before = '', after = '', wordFirst = false, note } = around;
  const recipe: Recipe = { name: `HTML: ${name}`, size, ...(note ? { note } : {}) };
  return {
    ...recipe,
    says: WORD,
    make: (count) => {
      const hostile = `${before}${piece.repeat(count)}${after}`;
      const body = wordFirst ? `${WORD}${hostile}` : `${hostile}${WORD}`;
      return mailAround(body, 'Content-Type: text/html; charset=utf-8');
    },
  };
}
