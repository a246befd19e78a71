import { expect, test } from 'vitest';
import { htmlToMarkedText } from '../../functions/intake/text/html-to-text.ts';

test.each([
  ['numbers', '<ol><li>Fill it<li>Heat it</ol>', '1. Fill it\n2. Heat it'],
  ['numbers that go on', '<ol start="3"><li>Pour</li></ol>', '3. Pour'],
  ['none', '<ul><li>kettle</li><li>lid</li></ul>', '- kettle\n- lid'],
  [
    'a list inside of an item',
    '<ol><li>Fill it<ul><li>cold</li></ul></li><li>Heat it</li></ol>',
    '1. Fill it\n\n- cold\n\n2. Heat it',
  ],
  ['items of no list', '<li>kettle</li></ol><li>lid</li>', '- kettle\n\n- lid'],
])('items of a list in HTML: %s', (_, html, text) => {
  expect(htmlToMarkedText(html)).toBe(text);
});
