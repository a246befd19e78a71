import { expect, test } from 'vitest';
import { extractNewText } from '../../functions/intake/text/new-text.ts';
import { htmlToMarkedText } from '../../functions/intake/text/html-to-text.ts';

const plain = (text: string): string => extractNewText(text, { forwarded: false }).reply;
const html = (text: string): string => plain(htmlToMarkedText(text));

test.each([
  ['hr', 'pon, 2. stu 2026. u 08:12 Support <support@desk.example> napisao je:'],
  ['sr', 'Дана пон 2. нов 2026. у 08:12 Support <support@desk.example> је написао/ла:'],
  ['sl', 'V pon., 2. nov. 2026 ob 08:12 je oseba Support <support@desk.example> napisala:'],
  ['bg', 'На пн, 2.11.2026 г. в 8:12 Support <support@desk.example> написа:'],
  ['lt', '2026-11-02, pr, 08:12 Support <support@desk.example> rašė:'],
  ['lv', 'pirmd., 2026. g. 2. nov., plkst. 08:12 — lietotājs Support (<support@desk.example>) rakstīja:'],
  ['et', 'Kontakt Support (<support@desk.example>) kirjutas kuupäeval E, 2. november 2026 kell 08:12:'],
  ['is', 'Þann mán., 2. nóv. 2026 kl. 08:12 skrifaði Support <support@desk.example>:'],
  ['hi', 'सोम, 2 नव॰ 2026 को 8:12 am बजे को Support <support@desk.example> ने लिखा:'],
  ['fa', 'در تاریخ دوشنبه ۱۱ آبان ۱۴۰۵، ۸:۱۲ Support <support@desk.example> نوشت:'],
  ['ms', 'Pada Isn, 2 Nov 2026 pada 08:12 PG Support <support@desk.example> menulis:'],
  ['tl', 'Noong Nob 2, 2026, nang 8:12 AM, isinulat ni Support <support@desk.example>:'],
  ['eu', 'Support <support@desk.example> igorleak hau idatzi du (2026 aza. 2, al. (08:12)):'],
  ['gl', 'O luns, 2 de nov de 2026 ás 08:12, Support (<support@desk.example>) escribiu:'],
  ['tr, wrapped', 'Support <support@desk.example>, 2 Kas 2026 Pzt, 08:12 tarihinde\nşunu yazdı:'],
  ['ru, mail.ru', 'Понедельник, 2 ноября 2026, 8:12 +03:00 от Support <support@desk.example>:'],
  ['webmail in English', 'Quoting Support <support@desk.example>:'],
  ['webmail in German', 'Zitat von Support <support@desk.example>:'],
  ['without a time', '2026/11/2 Support <support@desk.example>'],
  ['news reader', 'In message <m1@desk.example> Support writes:'],
  ['Android', 'Sent from Galaxy MobileSupport <support@desk.example> wrote:'],
])('attribution, %s', (_, attribution) => {
  expect(plain(`Thank you.\n\n${attribution}\n\n> Please try again.\n`)).toBe('Thank you.');
});

test.each([
  '##- Please type your reply above this line -##',
  '## Bitte antworten Sie oberhalb dieser Zeile ##',
  '-=-=- Reply above this line -=-=-',
  '‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐',
  'Posted by Support on 02/11/2026',
  '>>> Support <support@desk.example> 02.11.26 8.12 Uhr >>>',
  '---- 回复的原邮件 ----',
  '[Please write your reply above this line]',
  '— Reply above this line —',
])('%s: what follows is quoted', (line) => {
  expect(plain(`It works.\n\n${line}\n\nPlease try again.`)).toBe('It works.');
});

test.each([
  ['a mail that begins with such a line', '## Reply above this line ##\n\nYour order is on its way.'],
  ['somebody tells of himself', 'On 3 May 2026 I wrote to you and you said:\nwait a week.'],
  ['somebody tells of others', 'Am Montag um 10:00 schrieb mein Chef:\nwir brauchen das.'],
  ['an appointment', 'An interview:\n\nDate: Tuesday 3 November 2026\nTime: 7:00\nPlace: here'],
  ['arrows', 'Visit us\n>>> >>> http://shop.example <<<\nby the link above'],
  ['a forward', 'See below.\n\nBegin forwarded message:\n\n> From: Buyer <b@client.example>\n> Broken.'],
  ['a form with a heading', 'Feedback below.\n\n----- Enter Feedback Below -----\n\nIt was good.'],
  ['facts that were asked for', 'Here they are:\n\nCustomer\ncustomer@shop.example\n+49 30 1234567'],
])('%s: all of it stays', (_, text) => {
  expect(plain(text)).toBe(text);
});

test('a forward that is quoted itself belongs to what is answered', () => {
  const quoted = '> Begin forwarded message:\n>\n> From: Buyer <b@client.example>\n> Broken.';
  expect(plain(`Done.\n\n${quoted}`)).toBe('Done.');
});

test.each([
  'Regards, Customer',
  'Viele Grüße\nCustomer',
  'Cordialement,\n\nCustomer',
  'С уважением,\nCustomer',
])('a greeting below the quote stays, the quote goes: %s', (closing) => {
  const answered = 'On 2 Nov 2026, Support wrote:\n> Which one?\n> Please tell us.';
  expect(plain(`The red one.\n\n${answered}\n\n${closing}`)).toBe(`The red one.\n\n${closing}`);
  expect(plain(`The red one.\n\n> Which one?\n\n${closing}`)).toBe(`The red one.\n\n${closing}`);
});

test('answers below several quotes stay with them', () => {
  const text = '> Which one?\n\nThe red one.\n\n> Since when?\n\nSince Monday.';
  expect(plain(text)).toBe(text);
});

test.each([
  ['contact lines', 'Customer\ncustomer@shop.example\n(555) 346-9947\nwww.shop.example'],
  [
    'a list that nothing divides',
    `${'_'.repeat(47)}\nkettles mailing list\nhttps://lists.shop.example/kettles`,
  ],
  ['a telephone in Japanese', 'Android用Outlookを入手'],
  ['a telephone below a signature', '-- \nCustomer\n\nSent from my iPhone'],
])('signature, %s', (_, signature) => {
  expect(plain(`It works again since yesterday.\n\n${signature}`)).toBe('It works again since yesterday.');
});

const WROTE = 'On 2 Nov 2026, at 8:12, Support &lt;support@desk.example&gt; wrote:';

test.each([
  [
    'Outlook on the web',
    `Hello<div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg">From: a</div>old`,
  ],
  [
    'Outlook on telephones',
    `<p>Hello</p><div class="ms-outlook-mobile-signature" id="ms-outlook-mobile-signature">Get Outlook</div><hr><div id="divRplyFwdMsg">From: a</div>old`,
  ],
  [
    'Outlook, rewritten style',
    `Hello<div style="border-bottom:none; border-top:1pt solid rgb(181,196,223); padding:3pt 0cm 0cm">Fra: a</div>old`,
  ],
  [
    'Gmail',
    `Hello<div class="gmail_quote gmail_quote_container"><div>${WROTE}</div><blockquote>old</blockquote></div>`,
  ],
  ['Apple', `Hello<br><blockquote type="cite"><div>${WROTE}</div><div>old</div></blockquote>`],
  ['Thunderbird', `Hello<div class="moz-cite-prefix">${WROTE}</div><blockquote type="cite">old</blockquote>`],
  ['Proton', `Hello<div class="protonmail_quote">${WROTE}<blockquote type="cite">old</blockquote></div>`],
  ['Yahoo', `Hello<div id="yahoo_quoted_1" class="yahoo_quoted"><div>${WROTE}</div><div>old</div></div>`],
  ['Zimbra', `Hello<hr data-marker="__DIVIDER__"><b>From: </b>a<br>old`],
  ['Zoho', `Hello<div>---- ${WROTE} ----</div><div class="zmail_extra"><blockquote>old</blockquote></div>`],
  [
    'Spark',
    `Hello<div name="messageSignatureSection">Me</div><div name="messageReplySection">${WROTE}<blockquote>old</blockquote></div>`,
  ],
  ['Tutanota', 'Hello<blockquote class="tutanota_quote">old</blockquote>'],
  ['NetEase', `Hello<blockquote id="isReplyContent"><div>${WROTE}</div>old</blockquote>`],
  [
    'Yandex',
    `<div>Hello</div><div>02.11.2026, 08:12, "a" &lt;a@b.example&gt;:</div><blockquote>old</blockquote>`,
  ],
])('what %s marks as quoted goes', (_, text) => {
  expect(html(text)).toBe('Hello');
});

test('a forward in a container stays, whatever the subject says', () => {
  const text =
    'See below.<div class="gmail_quote">---------- Forwarded message ----------<br>From: b@client.example<br>Subject: x<br><br>Broken.</div>';
  expect(html(text)).toContain('Broken.');
});

test('each result says which rule cut what', () => {
  const text =
    'Thank you.\n\n-- \nCustomer\n\nOn 2 Nov 2026, Support <support@desk.example> wrote:\n> Try again.\n>\n> Support';
  expect(extractNewText(text, { forwarded: false }).cuts).toEqual([
    { rule: 'signature-line', at: 3, lines: 2 },
    { rule: 'attribution-line', at: 6, lines: 4 },
  ]);
});

test.each([
  ['header-block', 'Yes.\n\nFrom: a@b.example\nSent: Monday\nSubject: Kettle\n\nold'],
  ['original-message-line', 'Yes.\n\n-----Original Message-----\nold'],
  ['reply-above-line', 'Yes.\n\n## Reply above this line ##\nold'],
  ['quoted-lines', 'Yes.\n\n> old\n> older'],
  ['device-line', 'Yes.\n\nSent from my iPhone'],
  ['contact-lines', 'Yes.\n\nCustomer\nc@shop.example\nwww.shop.example'],
  ['marked-quote', 'Yes.\n\n\uE000\n> old\n\uE001'],
  ['marked-signature', 'Yes.\n\n\uE003\nCustomer\n\uE004'],
])('the rule %s is named with its place', (rule, text) => {
  const [cut, ...others] = extractNewText(text, { forwarded: false }).cuts;
  expect(cut).toMatchObject({ rule, at: 3 });
  expect(others).toEqual([]);
});

test('what comes after the lines that are looked at is named with its place, where a quote goes on', () => {
  const { cuts } = extractNewText(`Yes.\n\n${'> old\n'.repeat(6_000)}`, { forwarded: false });
  expect(cuts.at(-1)).toMatchObject({ rule: 'too-long', at: 5_001, lines: 1_002 });
});

test('nothing is cut where nothing would be left', () => {
  const text = 'On 2 Nov 2026, Support <support@desk.example> wrote:\n> Try again.';
  expect(extractNewText(text, { forwarded: false })).toEqual({
    reply: text,
    replyWithSignature: text,
    isMissing: true,
    cuts: [],
  });
});
