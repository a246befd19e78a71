import { expect, test } from 'vitest';
import { holdRule, holdRuleFor } from '../../functions/core/hold-rule.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { inboundMail } from './inbound-builders.ts';

const file = (name: string, contentType = 'application/octet-stream', foundType?: string) => ({
  attachments: [{ name, contentType, size: 1, inline: false, ...(foundType ? { foundType } : {}) }],
});

test.each<[string, object, Partial<InboundMessage>, boolean]>([
  ['an address', { from: ['customer@shop.example'] }, {}, true],
  ['a domain', { from: ['shop.example'] }, {}, true],
  ['a domain under it', { from: ['sub.shop.example'] }, {}, false],
  ['a domain that only ends so', { from: ['op.example'] }, {}, false],
  ['a word of the subject', { subject: ['printer'] }, {}, true],
  ['a part of a word', { subject: ['print'] }, {}, false],
  ['one of several words', { subject: ['invoice', 'PRINTER'] }, {}, true],
  ['words that stand elsewhere', { subject: ['prints nothing'] }, {}, false],
  ['a phrase over a line end', { text: ['prints nothing'] }, { reply: 'It prints\r\n  Nothing!' }, true],
  [
    'a phrase that is only quoted',
    { text: ['prints nothing'] },
    { reply: 'Yes.', text: 'Yes.\n> prints nothing' },
    false,
  ],
  ['a word between other signs', { text: ['win'] }, { reply: '>>WIN<<' }, true],
  ['a word in full width', { text: ['winner'] }, { reply: 'ｗｉｎｎｅｒ' }, true],
  ['a word cut by what nobody sees', { text: ['winner'] }, { reply: 'win\u200bner' }, true],
  ['the second place of a word', { text: ['win'] }, { reply: 'winner: win' }, true],
  ['a word in writing without spaces', { text: ['当選'] }, { reply: 'ご当選おめでとう' }, true],
  ['a word with a figure behind it', { text: ['win'] }, { reply: 'win32' }, false],
  ['the end of a file’s name', { files: ['.zip'] }, file('Bill.ZIP'), true],
  ['another end', { files: ['.zip'] }, file('bill.zip.txt'), false],
  ['what a file says it is', { files: ['application/zip'] }, file('bill', 'application/zip'), true],
  ['what a file is', { files: ['application/zip'] }, file('bill', 'text/plain', 'application/zip'), true],
  ['a kind of files', { files: ['image/*'] }, file('a.png', 'image/png'), true],
  ['no files at all', { files: ['image/*'] }, {}, false],
  ['all that it names', { from: ['shop.example'], text: ['prints nothing'] }, {}, true],
  ['only one of two', { from: ['shop.example'], text: ['invoice'] }, {}, false],
])('a rule that names %s', (_what, conditions, different, isMet) => {
  const rule = holdRule.parse({ ...conditions, because: 'so' });
  expect(holdRuleFor(inboundMail(different), [rule])).toEqual(isMet ? rule : null);
});

test('of several rules the first that is met says why', () => {
  const rules = ['invoice', 'printer', 'printer'].map((word, index) =>
    holdRule.parse({ subject: [word], because: `rule ${index}` }),
  );
  expect(holdRuleFor(inboundMail({}), rules)?.because).toBe('rule 1');
});

test('words that nobody can see are in no mail', () => {
  const rule = holdRule.parse({ text: ['\u200b\u200b'], because: 'so' });
  expect(holdRuleFor(inboundMail({}), [rule])).toBeNull();
});

test('a text is made plain once, however many rules look for words in it', () => {
  let times = 0;
  const message = inboundMail({});
  const counted = {
    ...message,
    get reply() {
      times += 1;
      return 'It is broken.';
    },
  };
  holdRuleFor(counted, Array(10).fill({ text: ['invoice'], because: 'Look first.' }));
  expect(times).toBe(1);
});
