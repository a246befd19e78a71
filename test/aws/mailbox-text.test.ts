import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mailboxText } from '../../functions/aws/mailbox-text.ts';

const address = 'a@desk.example';

test.each([
  ['', 'a@desk.example'],
  ['Support, Inc.', '"Support, Inc." <a@desk.example>'],
  ['The "Desk" \\', '"The \\"Desk\\" \\\\" <a@desk.example>'],
  ['Grüße', '=?UTF-8?B?R3LDvMOfZQ==?= <a@desk.example>'],
  ['日本', '=?UTF-8?B?5pel5pys?= <a@desk.example>'],
])('the name %j is written %s', (name, expected) => {
  expect(mailboxText({ name, address })).toBe(expected);
});

test('a name is left out that would make the mailbox longer than SES takes', () => {
  expect(mailboxText({ name: 'Ж'.repeat(66), address })).toMatch(/ <a@desk\.example>$/);
  expect(mailboxText({ name: '語'.repeat(80), address })).toBe(address);
  expect(mailboxText({ name: 'x'.repeat(301), address })).toHaveLength(320);
  expect(mailboxText({ name: 'x'.repeat(302), address })).toBe(address);
});

test.each([
  ['', 'kunde@müller.example', 'kunde@xn--mller-kva.example'],
  ['Kunde', 'kunde@müller.example', '"Kunde" <kunde@xn--mller-kva.example>'],
])('a domain is spelled as DNS knows it: %j <%s>', (name, given, expected) => {
  expect(mailboxText({ name, address: given })).toBe(expected);
});

test('is one line of ASCII whatever the name, in words that each decode by themselves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), (name) => {
      const text = mailboxText({ name, address });
      fc.pre(text !== address);
      expect(text.length).toBeLessThanOrEqual(320);
      expect(text).toMatch(/^[\x20-\x7E]+ <a@desk\.example>$/);
      const words = text.match(/=\?UTF-8\?B\?[^?]*\?=/g) ?? [];
      for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
      const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString()).join('');
      if (!/^[\x20-\x7E]*$/.test(name)) expect(decoded).toBe(name.replaceAll(/[\r\n]/g, ' '));
    }),
  );
});
