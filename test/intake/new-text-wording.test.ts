import { expect, test } from 'vitest';
import { extractNewText } from '../../functions/intake/text/new-text.ts';

const plain = (text: string): string => extractNewText(text, { forwarded: false }).reply;

test.each([
  ['ko, Thunderbird', '2026-11-02 오전 8:12에 Support 이(가) 쓴 글:'],
  ['pl, Apple', 'Wiadomość napisana przez Support <s@desk.example> w dniu 2 lis 2026, o godz. 08:12:'],
  ['ca, Gmail', 'Missatge de Support <s@desk.example> del dia dl., 2 de nov. 2026 a les 8:12:'],
  ['az, Gmail', 'Support <s@desk.example> 2 Noy 2026, B.e. tarixində, saat 08:12-də yazıb:'],
  ['bn, with its digits', 'সোম, ২ নভেম্বর, ২০২৬ তারিখে ৮:১২ AM টায় Support <s@desk.example> লিখেছেন:'],
  ['nl, Horde', 'Citeren Support <s@desk.example>:'],
  ['pl, Horde', 'Cytowanie Support <s@desk.example>:'],
  ['a date in brackets', '* Support <s@desk.example> [2026-11-02 08:12]:'],
  ['an old news reader', 'Quoth Support on Mon, 2 Nov 2026 08:12:'],
  [
    'a name on the line above',
    'Support of the Kettle Company\n<s@desk.example>, 2 Kas 2026, 08:12 tarihinde yazdı:',
  ],
  [
    'an address on the line above',
    'Support of the Kettle Company <s@desk.example>\n於 2026年11月2日 上午8:12寫道：',
  ],
])('an attribution: %s', (_, attribution) => {
  expect(plain(`Thank you.\n\n${attribution}\n\n> Please try again.`)).toBe('Thank you.');
});

test.each([
  '-----Algne teade-----',
  '-----Pradinis laiškas-----',
  '-----Mesazhi i vjetër-----',
  '------------------&nbsp;原始邮件&nbsp;------------------',
])('%s: words between rules belong to the header block below them', (line) => {
  const header = 'From: Support <s@desk.example>\nDate: 2 Nov 2026 08:12\nSubject: Kettle';
  expect(plain(`Thank you.\n\n${line}\n${header}\n\nPlease try again.`)).toBe('Thank you.');
});

test('a Turkish capital begins the line of a forward', () => {
  const text =
    'See below.\n\n---------- İletilen ileti ----------\nFrom: b@client.example\nSubject: x\n\nBroken.';
  expect(plain(text)).toBe(text);
});

test.each([
  'Sent from my iPad. Apologies for brevity.',
  'Sent from my Android device with K-9 Mail. Please excuse my brevity.',
  'Envoyé de mon appareil Android avec Courriel K-9 Mail. Veuillez excuser ma brièveté.',
  'Sent with Tutanota, the secure & ad-free mailbox.',
  'Sent from my Wiko RIDGE FAB 4G',
  'Sent with Spark',
  'Sent from Nylas Mail, the extensible, open source mail client.',
  '发自我的小米手机',
  'Sent from my Verizon, Samsung Galaxy smartphone',
  'أُرسلت من الـ iPhone',
  'Получить Outlook для iOS',
  "iOS için Outlook'u edinin",
  'iOS용 Outlook 다운로드',
  'Gauti „Outlook“<https://aka.ms/o0ukef>',
])('a line of a telephone or program: %s', (line) => {
  expect(plain(`It hums.\n\n${line}`)).toBe('It hums.');
});

test.each([
  ['a sentence about a desk', 'It hums.\n\nSent from my desk, please answer by mail'],
  [
    'a sentence about a telephone',
    'It hums.\n\nSent from my phone, so I cannot attach the bill. Ask my wife.',
  ],
  [
    'quotes and signatures in code',
    'I run:\n\n```\n> node x.js\n-- \nOn 2 Nov 2026, a@b.example wrote:\n```\n\nIt fails.',
  ],
  ['the fields of a form', 'My data:\nFrom: Customer\nSubject: Order 4711\n\nIt hums.'],
  ['an appointment', 'Date: 2 November 2026 10:15\nPlace: Hamburg\nSubject: kettle\n\nAnd now?'],
  ['money that is gone', 'It hums.\n\nVon meinem Konto wurden schon 30 Euro abgebucht'],
  ['a parcel', 'It hums.\n\nSent by the post last Monday and not here'],
  ['a point of view', 'It hums.\n\nFrom my side everything is fine now'],
  ['a script without spaces', '坏了。\n\n来自中国的包裹还没到'],
  ['a rule between paragraphs', 'It hums.\n\n---\n\nThe second one hums as well.'],
  ['a question below hyphens', 'First\n--\nand may I send the kettle back to you?'],
])('%s: all of it stays', (_, text) => {
  expect(plain(text)).toBe(text);
});

test('a fence that nobody closes hides no signature', () => {
  expect(plain('```\nIt hums.\n\n-- \nCustomer')).toBe('```\nIt hums.');
});

test('what a forward shows keeps the rule above it and the signature of its writer', () => {
  const text =
    'See below.\n\n____________________\nVon: Buyer <b@client.example>\nGesendet: Montag, 2. November 2026 08:12\nBetreff: Kessel\n\nDefekt.\n\n-- \nBuyer';
  expect(extractNewText(text, { forwarded: true }).reply).toBe(text);
});
