import { expect, test } from 'vitest';
import { readArticle, shownArticle } from '../../functions/core/article.ts';

test('an article says its title first', () => {
  expect(readArticle('grey', '# It prints grey\n\nChoose **Colour**.\n')).toEqual({
    id: 'grey',
    title: 'It prints grey',
    language: null,
    terms: '',
    text: 'Choose **Colour**.',
  });
});

test('front matter says for whom it is and by what words it is found', () => {
  const source = '---\r\nlang: de\r\nterms: Toner, Farbe\r\n---\r\n# Graue Ausdrucke\r\n\r\nFarbe wählen.';
  expect(readArticle('grau', source)).toMatchObject({
    title: 'Graue Ausdrucke',
    language: 'de',
    terms: 'Toner, Farbe',
    text: 'Farbe wählen.',
  });
});

test('without a heading it is called as its file', () => {
  expect(readArticle('grey', 'Choose colour.')).toMatchObject({ title: 'grey', text: 'Choose colour.' });
});

test('a long one is shown by its first paragraphs', () => {
  const paragraph = `${'word '.repeat(100)}end.`;
  const text = Array.from({ length: 5 }, () => paragraph).join('\n\n');
  const shown = shownArticle(readArticle('long', `# Long\n\n${text}`));
  expect(shown).toBe(`${paragraph}\n\n${paragraph}\n\n[…]`);
  expect(shownArticle(readArticle('short', paragraph))).toBe(paragraph);
  expect(shownArticle(readArticle('one', 'x'.repeat(5_000))).length).toBeLessThanOrEqual(1_200);
});
