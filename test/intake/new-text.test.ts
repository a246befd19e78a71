import { expect, test } from 'vitest';
import { extractNewText } from '../../functions/intake/text/new-text.ts';

const reply = (text: string, forwarded = false): string => extractNewText(text, { forwarded }).reply;

test.each([
  ['en', 'On Mon, Nov 2, 2026 at 8:12 AM Support <support@desk.example> wrote:'],
  ['en wrapped', 'On Mon, Nov 2, 2026 at 8:12 AM Support with a long name <\nsupport@desk.example> wrote:'],
  ['en name first', 'Support <support@desk.example> wrote:'],
  ['en list', '---- On Mon, 02 Nov 2026 08:12:00 +0100 Support<support@desk.example> wrote ----'],
  ['de', 'Am 02.11.2026 um 08:12 schrieb Support:'],
  ['de inbox', 'Support <support@desk.example> schrieb am Mo., 2.\nNov. 2026 um 08:12 Uhr:'],
  ['fr', 'Le lun. 2 nov. 2026 à 08:12, Support <support@desk.example> a écrit :'],
  ['fr no-break space', 'Le 2 nov. 2026 à 08:12, Support <support@desk.example> a écrit\u00A0:'],
  ['es', 'El lun, 2 nov 2026 a las 8:12, Support (<support@desk.example>) escribió:'],
  ['ca', 'El dl., 2 de nov. 2026, Support <support@desk.example> ha escrit:'],
  ['pt', 'Em seg., 2 de nov. de 2026 às 08:12, Support <support@desk.example> escreveu:'],
  ['it', 'Il giorno lun 2 nov 2026 alle ore 08:12 Support <support@desk.example> ha scritto:'],
  ['nl', 'Op ma 2 nov. 2026 om 08:12 schreef Support <support@desk.example>:'],
  ['da', 'Den man. 2. nov. 2026 kl. 08.12 skrev Support <support@desk.example>:'],
  ['nb', 'man. 2. nov. 2026 kl. 08:12 skrev Support <support@desk.example>:'],
  ['sv', 'Den mån 2 nov. 2026 kl 08:12 skrev Support <support@desk.example>:'],
  ['fi', 'ma 2. marrask. 2026 klo 8.12 Support (support@desk.example) kirjoitti:'],
  ['pl', 'pon., 2 lis 2026 o 08:12 Support <support@desk.example> napisał(a):'],
  ['cs', 'po 2. 11. 2026 v 8:12 odesílatel Support <support@desk.example> napsal:'],
  ['sk', 'po 2. 11. 2026 o 8:12 Support <support@desk.example> napísal(a):'],
  ['hu', 'Support <support@desk.example> ezt írta (időpont: 2026. nov. 2., H, 8:12):'],
  ['ro', 'Pe lun., 2 nov. 2026 la 08:12, Support <support@desk.example> a scris:'],
  ['tr', 'Support <support@desk.example>, 2 Kas 2026 Pzt, 08:12 tarihinde şunu yazdı:'],
  ['el', 'Στις Δευ 2 Νοε 2026 στις 8:12 π.μ., ο χρήστης Support <support@desk.example> έγραψε:'],
  ['ru', 'пн, 2 нояб. 2026 г. в 08:12, Support <support@desk.example>:'],
  ['ru user', '02.11.2026 08:12 пользователь "Support" <support@desk.example> написал:'],
  ['uk', 'пн, 2 лист. 2026 р. о 08:12 Support <support@desk.example> пише:'],
  ['zh', '在 2026年11月2日，上午8:12，Support <support@desk.example> 写道：'],
  ['ja', '2026年11月2日(月) 8:12 Support <support@desk.example>:'],
  ['ja apple', '2026/11/02 8:12、Support <support@desk.example>のメール:'],
  ['ko', '2026년 11월 2일 (월) 오전 8:12, Support <support@desk.example>님이 작성:'],
  ['vi', 'Vào Th 2, 2 thg 11, 2026 vào lúc 08:12 Support <support@desk.example> đã viết:'],
  ['id', 'Pada tanggal Sen, 2 Nov 2026 pukul 08.12 Support <support@desk.example> menulis:'],
  ['th', 'เมื่อ จ. 2 พ.ย. 2026 เวลา 08:12 Support <support@desk.example> เขียนว่า:'],
  ['he', 'בתאריך יום ב׳, 2 בנוב׳ 2026 ב-8:12 מאת Support <support@desk.example>:'],
  ['ar', 'في الاثنين، 2 نوفمبر 2026 في 8:12 ص تمت كتابة ما يلي بواسطة Support <support@desk.example>:'],
  ['no words', '2026-11-02 8:12 GMT+01:00 Support <support@desk.example>:'],
])('attribution, %s', (_, attribution) => {
  expect(reply(`Thank you.\n\n${attribution}\n\n> Please try again.\n`)).toBe('Thank you.');
  expect(reply(`Thank you.\n${attribution}\nPlease try again.\n`)).toBe('Thank you.');
});

test.each([
  [
    'en',
    'From: Support <support@desk.example>\nSent: Monday, November 2, 2026 8:12 AM\nTo: Customer\nSubject: Kettle',
  ],
  ['en bold', '*From:* Support <support@desk.example>\n*Sent:* Monday\n*To:* Customer\n*Subject:* Kettle'],
  [
    'de',
    'Von: Support [mailto:support@desk.example]\nGesendet: Montag, 2. November 2026 08:12\nAn: Customer\nBetreff: Kettle',
  ],
  [
    'fr',
    'De : Support <support@desk.example>\nEnvoyé : lundi 2 novembre 2026 08:12\nÀ : Customer\nObjet : Kettle',
  ],
  [
    'es',
    'De: Support <support@desk.example>\nEnviado el: lunes, 2 de noviembre de 2026 8:12\nPara: Customer\nAsunto: Kettle',
  ],
  [
    'pt',
    'De: Support <support@desk.example>\nEnviada em: segunda-feira, 2 de novembro de 2026 08:12\nPara: Customer\nAssunto: Kettle',
  ],
  [
    'it',
    'Da: Support <support@desk.example>\nInviato: lunedì 2 novembre 2026 08:12\nA: Customer\nOggetto: Kettle',
  ],
  [
    'nl',
    'Van: Support <support@desk.example>\nVerzonden: maandag 2 november 2026 08:12\nAan: Customer\nOnderwerp: Kettle',
  ],
  [
    'sv',
    'Från: Support <support@desk.example>\nSkickat: den 2 november 2026 08:12\nTill: Customer\nÄmne: Kettle',
  ],
  ['da', 'Fra: Support <support@desk.example>\nSendt: 2. november 2026 08:12\nTil: Customer\nEmne: Kettle'],
  [
    'pl',
    'Od: Support <support@desk.example>\nWysłano: poniedziałek, 2 listopada 2026 08:12\nDo: Customer\nTemat: Kettle',
  ],
  ['ru', 'От: Support <support@desk.example>\nДата: 2 ноября 2026 8:12\nКому: Customer\nТема: Kettle'],
  [
    'zh',
    '发件人: Support <support@desk.example>\n发送时间: 2026年11月2日 8:12\n收件人: Customer\n主题: Kettle',
  ],
  [
    'tr',
    'Kimden: Support <support@desk.example>\nGönderildi: 2 Kasım 2026 Pazartesi 08:12\nKime: Customer\nKonu: Kettle',
  ],
])('header block, %s', (_, block) => {
  expect(reply(`Thank you.\n\n________________________________\n${block}\n\nPlease try again.`)).toBe(
    'Thank you.',
  );
});

test.each([
  '-----Original Message-----',
  '-----Ursprüngliche Nachricht-----',
  "-----Message d'origine-----",
  '-----Mensaje original-----',
  '-----Oprindelig meddelelse-----',
  '-------- Αρχικό μήνυμα --------',
  '-----原始邮件-----',
])('a line such as %s ends the new text', (line) => {
  expect(reply(`Thank you.\n\n${line}\n\nPlease try again.`)).toBe('Thank you.');
});

test.each([
  ['a sentence that begins with On', 'On the kettle there is a label.\nOn it I read:\nDo not open'],
  ['a sentence that quotes', 'As the manual says:\nPress both buttons.'],
  ['one label', 'From: next Monday we are closed.\nPlease call before.'],
  [
    'a list with dashes',
    'We need:\n- tea\n- milk\n-- sugar is optional, but we like it with our tea on most days',
  ],
  ['a journey', 'My flight:\nFrom: Paris\nTo: London\nDate: 3 May, 10:30\nPlease change it.'],
  ['a table rule', 'Article  Price\n---------------\nTea      3\nMilk     1'],
  ['prose that mentions sending', 'Hello\n\nSent from my desk, this is much easier than by telephone.'],
  ['greetings', 'It works.\n\nThanks,\nCustomer'],
  ['a name after a dash', 'It works.\n\n-Customer'],
  ['a quote above the answer', '> Which one?\n\nThe red one.'],
  [
    'a text with a link below a long rule',
    `The details are here.\n${'_'.repeat(40)}\n\nPlease see the page of our shop.\nhttps://shop.example/a`,
  ],
  [
    'a question with a link right below a long rule',
    `See order 5.\n${'_'.repeat(40)}\nOrder 6\nIs this one yours as well?\nhttps://shop.example/a`,
  ],
  ['a log between two short rules', 'The log:\n\n---\n8:12 start\n8:13 stop\n---\nWhy is that?'],
  ['a log between two rules', 'The log:\n\n--------\n8:12 start\n--------\n\nWhy?'],
])('%s stays', (_, text) => {
  expect(reply(text)).toBe(text);
});

test.each([
  ['standard', '-- \nCustomer\nShop Ltd'],
  ['without space', '--\nCustomer'],
  ['rule', '_______________\nCustomer\nShop Ltd'],
  ['en', 'Sent from my iPhone'],
  ['en program', 'Get Outlook for Android<https://client.example>'],
  ['de', 'Von meinem iPhone gesendet'],
  ['fr', 'Envoyé de mon iPhone'],
  ['es', 'Enviado desde mi iPhone'],
  ['it', 'Inviato da iPhone'],
  ['nl', 'Verstuurd vanaf mijn iPhone'],
  ['ja', 'iPhoneから送信'],
  ['zh', '发自我的 iPhone'],
  ['tr', 'iPhone’umdan gönderildi'],
])('signature, %s', (_, signature) => {
  const { reply: short, replyWithSignature } = extractNewText(`It works.\n\n${signature}`, {
    forwarded: false,
  });
  expect(short).toBe('It works.');
  expect(replyWithSignature).toBe(`It works.\n\n${signature}`);
});

test.each(['1', '10:30', '3.3.2026', 'A: yes', 'Yes, 3 of 4'])(
  '%s right above an attribution is the reply',
  (text) => {
    const wrote = 'On Mon, Nov 2, 2026 at 8:12 AM Support <support@desk.example> wrote:';
    expect(reply(`${text}\n${wrote}\n> Which one?`)).toBe(text);
  },
);

test('a reply on the line of the attribution stays', () => {
  expect(reply('yes On Mon, Nov 2, 2026 at 8:12 AM, support@desk.example wrote:\n> ok?')).toBe('yes');
});

test('what a forward shows stays, whatever introduces it', () => {
  const header =
    'From: Buyer <buyer@client.example>\nSent: Monday, November 2, 2026\nTo: Agent\nSubject: Invoice';
  const text = `Please take this.\n\n${header}\n\nThe invoice is wrong.`;
  expect(reply(text, true)).toBe(text);
  expect(reply(text, false)).toBe('Please take this.');
});

test('a quoted line that was wrapped once more is still quoted', () => {
  const quote = '> a long line that some server has\nwrapped again\n> and that goes on';
  expect(reply(`Yes.\n\nOn 2 Nov 2026, Support wrote:\n${quote}`)).toBe('Yes.');
});

const numbered = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join('\n');

test.each([
  ['lines', numbered],
  ['characters', 'x'.repeat(1_000_000)],
  ['lines with a quote where nobody looks any more', `${numbered}\n\n> quoted`],
])('more %s than are looked at are the writer’s words as those before them', (_, text) => {
  expect(reply(text)).toBe(text);
});

test('work is bounded: what comes after a quote that does not end counts as quoted', () => {
  expect(reply(`Yes.\n\nOn 2 Nov 2026, Support wrote:\n${numbered.replaceAll(/^/gm, '> ')}`)).toBe('Yes.');
});
