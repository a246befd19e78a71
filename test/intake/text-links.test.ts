import { expect, test } from 'vitest';
import { textWithLinks } from '../../functions/core/text-links.ts';
import { mailWith, readBytes } from './fixture-mail.ts';

async function shown(html: string): Promise<string> {
  const { message } = await readBytes(mailWith(html, 'Content-Type: text/html; charset=utf-8'));
  return textWithLinks({ ...message, text: message.reply });
}

test.each([
  [
    'words',
    '<a href="https://shop.example/order/7">this order</a>',
    'this order (https://shop.example/order/7)',
  ],
  [
    'words over tags',
    '<a href=https://shop.example/7>this <b>order</b></a>',
    'this order (https://shop.example/7)',
  ],
  ['a mailbox', '<a href="mailto:one@shop.example?subject=x">one of us</a>', 'one of us (one@shop.example)'],
  ['entities', '<a href="https://shop.example/?a=1&amp;b=2">it</a>', 'it (https://shop.example/?a=1&b=2)'],
  ['the address itself', '<a href="https://shop.example/">https://shop.example</a>', 'https://shop.example'],
  ['the address cut short', '<a href="https://shop.example/a/b/c">shop.example/a/…</a>', 'shop.example/a/…'],
  ['the mailbox itself', '<a href="mailto:one@shop.example">one@shop.example</a>', 'one@shop.example'],
  [
    'a file’s name',
    '<a href="https://shop.example/report.pdf">report.pdf</a>',
    'report.pdf (https://shop.example/report.pdf)',
  ],
  ['a script', '<a href="javascript:alert(1)">here</a>', 'here'],
  ['a mailbox of several lines', '<a href="mailto:a%0A%0Ab@shop.example">us</a>', 'us (a b@shop.example)'],
  [
    'a script in what Outlook puts around it',
    '<a href="https://eu.safelinks.protection.outlook.com/?url=data%3Ax">here</a>',
    'here',
  ],
  ['data', '<a href="data:text/html,x">here</a>', 'here'],
  ['a place in the mail', '<a href="#top">here</a>', 'here'],
  ['a counted click', '<a href="https://click.mailer.example/ls/click?upn=x">here</a>', 'here'],
  ['no words', 'Look: <a href="https://shop.example"><img src="cid:a"></a>', 'Look:'],
  [
    'a name before the host',
    '<a href="https://bank.example@trap.example/">here</a>',
    'here (https://trap.example/)',
  ],
  [
    'what Outlook puts around it',
    '<a href="https://eu.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2F7&amp;data=x">here</a>',
    'here (https://shop.example/7)',
  ],
])('%s', async (_, html, expected) => {
  expect(await shown(html)).toBe(expected);
});

test.each([
  ['another host', 'https://bank.example/login', 'https://trap.example/login'],
  ['a host alone', 'bank.example', 'https://trap.example/login'],
  ['the host as part of another', 'www.bank.example', 'https://bank.example.trap.example/login'],
  ['a counted click', 'https://bank.example/', 'https://click.trap.example/ls/click'],
  ['a mailbox', 'help@bank.example', 'mailto:help@trap.example'],
])('words that are an address and lead elsewhere: %s', async (_, words, address) => {
  const leads = address.replace('mailto:', '');
  expect(await shown(`<a href="${address}">${words}</a>`)).toBe(`${words} (leads to ${leads})`);
});

test('letters that only look like others show', async () => {
  expect(await shown('<a href="https://bаnk.example/">https://bank.example/</a>')).toBe(
    'https://bank.example/ (leads to https://xn--bnk-6cd.example/)',
  );
});

test('text and rules know nothing of it', async () => {
  const { message } = await readBytes(
    mailWith('See <a href="https://shop.example/7">this order</a>.', 'Content-Type: text/html'),
  );
  expect(message).toMatchObject({ text: 'See this order.', reply: 'See this order.' });
  expect(message.links).toEqual([{ words: 'this order', address: 'https://shop.example/7' }]);
});

test('what a link stands in is found again in order, and only as whole words', () => {
  const links = [
    { words: 'here', address: 'https://a.example/' },
    { words: 'here', address: 'https://b.example/' },
    { words: 'gone', address: 'https://c.example/' },
  ];
  expect(textWithLinks({ text: 'There: here and here.', links })).toBe(
    'There: here (https://a.example/) and here (https://b.example/).',
  );
});

test.each([
  [
    '<div class="gmail_quote">On Mon, 2 Nov 2026 at 09:00, Desk &lt;support@desk.example&gt; wrote:<br><a href="https://desk.example/t">here</a></div>',
  ],
  ['<blockquote type="cite"><a href="https://desk.example/t">here</a></blockquote>'],
  ['<div id="appendonsend"></div><a href="https://desk.example/t">here</a>'],
])('links of what is answered are not the sender’s: %s', async (quote) => {
  expect(await shown(`<p>I clicked here.</p>${quote}`)).toBe('I clicked here.');
});

test('there are at most twenty, of at most 300 characters', async () => {
  const { message } = await readBytes(
    mailWith(
      `<a href="https://shop.example/${'x'.repeat(1_000)}">order</a> `.repeat(30),
      'Content-Type: text/html',
    ),
  );
  expect(message.links).toHaveLength(20);
  expect(message.links?.[0]?.address).toHaveLength(301);
});
