import { expect, test } from 'vitest';
import { readBytes } from './fixture-mail.ts';

/** A mail with these fields above its own. */
async function passageWith(...fields: string[]) {
  const raw = Buffer.from(
    `${fields.join('\r\n')}\r\nFrom: A <a@shop.example>\r\nSubject: Kettle\r\n\r\nHello.`,
  );
  const { message } = await readBytes(raw, { mailFrom: 'office@firm.example' });
  return message.passage;
}

const OWN = 'Authentication-Results: amazonses.com; spf=pass; dmarc=fail header.from=shop.example';

test('the way a mail came: its envelope, where it was delivered before, and who wrote it before a list did', async () => {
  const passage = await passageWith(
    'Delivered-To: office@firm.example',
    'X-Forwarded-For: Alias@firm.example support@desk.example',
    'List-Id: <group.firm.example>',
    'X-Original-From: Ada Example <ada@shop.example>',
  );
  expect(passage).toEqual({
    mailFrom: 'office@firm.example',
    through: ['office@firm.example', 'alias@firm.example', 'support@desk.example'],
    seal: null,
    list: true,
    originalFrom: { address: 'ada@shop.example', name: 'Ada Example' },
  });
});

test.each<[string, string[], unknown]>([
  [
    'the newest of several seals',
    [
      OWN,
      'ARC-Seal: i=2; a=rsa-sha256; cv=pass; d=mailhost.example; s=x; b=abc',
      'ARC-Authentication-Results: i=2; mx.mailhost.example; dmarc=pass (p=REJECT) header.from=shop.example',
      'ARC-Seal: i=1; a=rsa-sha256; cv=none; d=forged.example; s=x; b=abc',
      'ARC-Authentication-Results: i=1; mx.forged.example; dmarc=fail header.from=other.example',
    ],
    { by: 'mailhost.example', dmarc: 'pass', from: 'shop.example' },
  ],
  [
    'a chain that its sealer found broken',
    ['ARC-Seal: i=2; cv=fail; d=mailhost.example; b=abc', 'ARC-Authentication-Results: i=2; x; dmarc=pass'],
    null,
  ],
  [
    'a seal without findings',
    [
      'ARC-Seal: i=1; cv=none; d=mailhost.example; b=abc',
      'Authentication-Results: mx.firm.example; dmarc=pass',
    ],
    null,
  ],
  [
    'findings without a seal',
    [OWN, 'Authentication-Results: mx.firm.example; dkim=pass; dmarc=pass header.from=shop.example'],
    null,
  ],
  [
    'findings that the author has a hand in',
    [
      'ARC-Seal: i=1; cv=none; d=mailhost.example; b=abc',
      'ARC-Authentication-Results: i=1; mx.mailhost.example; spf=none (no; dmarc=pass (x; dmarc=pass)) smtp.helo="; dmarc=pass "; arc=pass (dmarc=pass); dmarc=fail (was dmarc=pass) header.from="a b" header.from=shop.example',
    ],
    { by: 'mailhost.example', dmarc: 'fail', from: 'shop.example' },
  ],
  [
    'two findings',
    [
      'ARC-Seal: i=1; cv=none; d=mailhost.example; b=abc',
      'ARC-Authentication-Results: i=1; mx.mailhost.example; dmarc=pass; dmarc=fail',
    ],
    { by: 'mailhost.example', dmarc: 'none', from: '' },
  ],
  ['the receiving service alone', [OWN], null],
])('what a forwarder found out: %s', async (_what, fields, expected) => {
  expect((await passageWith(...fields))?.seal).toEqual(expected);
});
