import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerSubject,
  bodyText,
  displayName,
  firstNameOf,
  headerText,
  isMessageId,
  mailHeaders,
  plainSubject,
  referencesOf,
} from '../../functions/core/outgoing-mail.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 600 });

describe('text of a header', () => {
  test.each([
    ['a line that would begin another header', 'Hi\r\nBcc: all@shop.example', 'Hi Bcc: all@shop.example'],
    ['a NUL and a tab', 'a\u0000b\tc', 'a b c'],
    ['text that turns its direction', 'exe.\u202Egpj', 'exe. gpj'],
    ['a separator of lines that is no control', 'a\u2028b', 'a b'],
    ['letters of any language', ' Grüße,  日本 🎉 ', 'Grüße, 日本 🎉'],
  ])('%s', (_what, given, expected) => {
    expect(headerText(given, 100)).toBe(expected);
  });

  test('is cut between letters, and says so', () => {
    expect(headerText('🎉🎉🎉🎉', 3)).toBe('🎉🎉…');
  });

  test('is always one short line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = headerText(text, 50);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
        expect([...line].length).toBeLessThanOrEqual(50);
      }),
    );
  });

  test('a name cannot end itself and begin an address', () => {
    expect(displayName('Bank" <ceo@bank.example>')).toBe('Bank ceo@bank.example');
  });
});

describe('subject of an answer', () => {
  test.each([
    ['Printer', 'Printer'],
    ['Re: Printer', 'Printer'],
    ['AW: WG: Fwd:Printer', 'Printer'],
    ['RE[2]: Printer', 'Printer'],
    ['Re: Printer [T-7K3M-9QXA]', 'Printer'],
    ['[T-7K3M-9QXA] Re: Printer', 'Printer'],
    ['Regarding: Printer', 'Regarding: Printer'],
    ['', '(no subject)'],
    ['Re:', '(no subject)'],
  ])('%s is about %s', (given, expected) => {
    expect(plainSubject(given)).toBe(expected);
  });

  test('stays the same when it comes back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const subject = answerSubject(text, 'T-7K3M-9QXA');
        expect(subject).toMatch(/^Re: .+ \[T-7K3M-9QXA\]$/);
        expect(answerSubject(subject, 'T-7K3M-9QXA')).toBe(subject);
      }),
    );
  });
});

test.each([
  ['Ada Example', 'Ada'],
  ['Example, Ada', 'Ada'],
  ['Jean-Luc Example', 'Jean-Luc'],
  ['Élodie', 'Élodie'],
  ['', ''],
  ['info@shop.example', ''],
  ['support team', ''],
  ['WIN 1000 DOLLARS at http://shop.example', 'WIN'],
  ['http://shop.example', ''],
  ['A.B. Example', ''],
])('%s is greeted as "%s"', (name, expected) => {
  expect(firstNameOf(name)).toBe(expected);
});

test('body text keeps its lines and tabs and loses what no mail may carry', () => {
  expect(bodyText('\u0007a\r\nb\rc\td\u0000 ')).toBe('a\nb\nc\td');
});

describe('references', () => {
  const id = fc.stringMatching(/^[a-z0-9]{1,60}@[a-z]{1,40}\.example$/);

  test('the root comes first, then the latest, each once', () => {
    expect(referencesOf(['root@a.example', 'b@b.example', 'root@a.example', 'b@b.example'])).toBe(
      '<root@a.example> <b@b.example>',
    );
  });

  test('fit a line however many there are; root and latest stay', () => {
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 60 }), (ids) => {
        const line = referencesOf(ids);
        expect(line.length).toBeLessThanOrEqual(995);
        expect(line).toMatch(/^[ -~]+$/);
        expect(line.startsWith(`<${ids[0]}>`)).toBe(true);
        expect(line.endsWith(`<${ids.at(-1)}>`)).toBe(true);
      }),
    );
  });

  test.each([
    'no-at-sign',
    'a b@c.example',
    'ä@c.example',
    'a@b@c.example>',
    '<a@c.example>',
    'a@c.example\r\nBcc: x',
    '',
  ])('an id that no header can carry is left out: %j', (broken) => {
    expect(isMessageId(broken)).toBe(false);
    expect(referencesOf([broken, 'a@c.example'])).toBe('<a@c.example>');
  });
});

describe('headers of a mail', () => {
  const mail = {
    rootId: 'root@help.example.com',
    answers: 'x@shop.example',
    loopId: 'help.example.com',
    delivery: 'T-1.2.0',
  };

  test('a person’s words carry no mark of a machine', () => {
    expect(mailHeaders({ ...mail, class: 'reply' })).toEqual({
      'In-Reply-To': '<x@shop.example>',
      References: '<root@help.example.com> <x@shop.example>',
      'X-Stepdesk-Loop': 'help.example.com',
      'X-Stepdesk-Delivery': 'T-1.2.0',
    });
  });

  test.each([
    ['auto_reply', 'auto-replied'],
    ['notification', 'auto-generated'],
  ] as const)('%s says that it is %s', (kind, mark) => {
    const headers = mailHeaders({ ...mail, class: kind });
    expect(headers).toMatchObject({ 'Auto-Submitted': mark, 'X-Auto-Response-Suppress': 'All' });
  });

  test.each([undefined, 'not an id', 'a@b.example>\r\nBcc: all@shop.example'])(
    'an id that cannot be answered (%j) leaves the root alone',
    (answers) => {
      const headers = mailHeaders({ ...mail, class: 'reply', answers });
      expect(headers['References']).toBe('<root@help.example.com>');
      expect(headers).not.toHaveProperty('In-Reply-To');
    },
  );
});
