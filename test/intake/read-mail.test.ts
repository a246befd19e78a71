import { expect, test } from 'vitest';
import { mailWith, readBytes, readFixture } from './fixture-mail.ts';

test('the envelope and the header of a mail become its evidence', async () => {
  const { message, suspended } = await readFixture('plain-reply');
  expect(message).toMatchObject({
    channel: 'mail',
    door: 'support@desk.example',
    deliveryId: 'delivery-1',
    rawKey: 'inbound/delivery-1',
    from: { address: 'customer@shop.example', name: 'Customer' },
    to: [{ address: 'support@desk.example', name: 'Support' }],
    subject: 'Re: Broken kettle',
    messageId: 'm1@shop.example',
    sentAt: '2026-11-02T08:30:00.000Z',
    evidence: {
      recipients: ['support@desk.example'],
      inReplyTo: 't1@mail.desk.example',
      references: ['t0@mail.desk.example', 't1@mail.desk.example'],
    },
    degraded: [],
  });
  expect(suspended).toBeNull();
});

test.each([
  [
    'plain-reply',
    'It works now, thank you!',
    'It works now, thank you!\n\n-- \nCustomer\nShop Ltd, 1 Main Street',
  ],
  ['gmail-html-reply', 'Still broken.\n\nWhat now?', 'Still broken.\n\nWhat now?'],
  ['outlook-german', 'Leider immer noch defekt.', 'Leider immer noch defekt.'],
  ['bottom-posted', 'The red one.', 'The red one.'],
])('%s: the new text', async (name, reply, withSignature) => {
  const { message, replyWithSignature } = await readFixture(name);
  expect(message.reply).toBe(reply);
  expect(replyWithSignature).toBe(withSignature);
});

test.each([
  ['interleaved', ['> Which model is it?', 'The red one.', 'Since Friday.']],
  ['gmail-html-typed-quote', ['The manual says:', '> Press both buttons.', 'But there is only one button.']],
  ['forwarded-inline', ['Please take this one.', 'From: Buyer Name', 'The invoice is wrong.']],
  ['nothing-but-quote', ['Which model is it?']],
])('%s: nothing of it is cut', async (name, pieces) => {
  const { message } = await readFixture(name);
  for (const piece of pieces) expect(message.reply).toContain(piece);
});

test('HTML is read as its reader sees it', async () => {
  const { message } = await readFixture('hidden-preheader');
  expect(message.text).toBe('Is this price right?\n\nSee the offer & tell me.\n\n- One\n- Two');
});

test.each([
  ['forwarded-inline', { address: 'buyer@client.example', name: 'Buyer Name' }],
  ['forwarded-attached', { address: 'buyer@client.example', name: 'Büyer' }],
  ['plain-reply', null],
])('%s: who wrote the forwarded mail', async (name, sender) => {
  expect((await readFixture(name)).message.forwardedFrom).toEqual(sender);
});

test('Outlook leaves out the addresses of people of its own house: then nobody knows who wrote the forwarded mail', async () => {
  const headers = [
    'From: Hans Huber',
    'Sent: Monday, November 2, 2026 9:12 AM',
    'To: Frontline',
    'Subject: Invoice',
  ];
  const { message } = await readBytes(
    Buffer.from(
      [
        'From: agent@desk.example',
        'Subject: Fwd: Invoice',
        '',
        'FYI',
        '',
        ...headers,
        '',
        'It is wrong.',
      ].join('\r\n'),
    ),
  );
  expect(message.forwarded).toMatchObject({ from: { address: '' }, doubt: 'no_address', answerable: false });
});

test('files are named, typed and told from what the text shows', async () => {
  const { message, files } = await readFixture('files-and-pictures');
  const summary = message.attachments.map(({ name, contentType, inline }) => [name, contentType, inline]);
  expect(summary).toEqual([
    ['pic.png', 'image/png', true],
    ['Rechnung für März.pdf', 'application/pdf', false],
    ['Übersicht.csv', 'text/csv', false],
    ['Old mail.eml', 'message/rfc822', false],
    ['calendar.ics', 'text/calendar', false],
    ['log.txt', 'text/plain', false],
  ]);
  expect(files.map(({ bytes }) => bytes.length)).toEqual(message.attachments.map(({ size }) => size));
  expect(Buffer.from(files[1]?.bytes ?? []).toString()).toBe('%PDF-1.4');
  expect(message.text).toBe('See the picture.');
});

test.each([
  ['leading-blank-lines', 'After blank lines', 'Text.'],
  ['mbox-line', 'From an mbox', 'Text.'],
  ['utf8-labelled-latin1', 'Küche', 'Grüße aus Köln'],
  ['raw-8bit-header', 'Straße', 'Straße 5 ist für uns neu.'],
  ['japanese', 'テスト', 'テスト'],
  ['no-boundary', 'No boundary', 'Found all the same.'],
  ['cut-off', 'Cut off', 'The rest is miss'],
])('%s is repaired', async (name, subject, text) => {
  const { message, suspended } = await readFixture(name);
  expect([message.subject, message.text, suspended]).toEqual([subject, text, null]);
});

test.each(['no-boundary', 'cut-off', 'utf8-labelled-latin1'])('%s says what was amiss', async (name) => {
  expect((await readFixture(name)).message.degraded).not.toEqual([]);
});

test('flowed text is joined, space-stuffing removed, quotes kept apart', async () => {
  const { message } = await readFixture('flowed');
  expect(message.text).toBe(
    'This paragraph is wrapped by the mail program.\n>not a quote, only space-stuffed\n> quoted and wrapped\n-- \nCustomer',
  );
});

test('a mail with a virus is not opened', async () => {
  const verdicts = { spam: 'PASS', virus: 'FAIL', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' } as const;
  const { message, suspended, files } = await readFixture('files-and-pictures', { verdicts });
  expect(suspended?.cause).toBe('virus');
  expect([message.subject, message.text, files]).toEqual(['Pictures', '', []]);
});

test('a mail without a From has the envelope sender', async () => {
  const { message } = await readBytes(Buffer.from('Subject: x\r\n\r\nText'), {
    mailFrom: 'envelope@shop.example',
  });
  expect(message.from).toEqual({ address: 'envelope@shop.example', name: '' });
});

test('verdicts come from the receipt, never from a header', async () => {
  const forged = mailWith(
    'Text',
    'X-SES-Spam-Verdict: PASS\r\nAuthentication-Results: amazonses.com; spf=pass',
  );
  const verdicts = { spam: 'FAIL', virus: 'PASS', spf: 'FAIL', dkim: 'FAIL', dmarc: 'FAIL' } as const;
  expect((await readBytes(forged, { verdicts })).message.verdicts).toEqual(verdicts);
});
