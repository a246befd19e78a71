import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasValidSeal } from '../../functions/intake/arc/verify-seal.ts';
import { openSealer } from './sealing.ts';

const forwarder = openSealer('mailhost.example');
const forger = openSealer('forger.example');
const mail = [
  'From: A Customer  <customer@shop.example>',
  'To: help@firm.example',
  'Subject: Printer',
  '\tprints nothing',
  '',
  'It  prints \t',
  '',
  'nothing.',
  '',
  '',
].join('\r\n');
const sealed = forwarder.seal(mail, {});
const check = (text: string, lookUp = forwarder.lookUp) => hasValidSeal(Buffer.from(text, 'latin1'), lookUp);

test('a mail that another program has sealed twice is as it was sealed', async () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../fixtures/sealed/two-seals.${name}`, import.meta.url));
  const key = fixture('key.txt').toString();
  const lookUp = async (name: string) => (name === 'arc._domainkey.mailhost.example' ? [key] : []);
  const raw = fixture('eml');
  expect(await hasValidSeal(raw, lookUp)).toBe(true);
  expect(await hasValidSeal(Buffer.from(raw.toString('latin1').replace('Bye', 'Buy')), lookUp)).toBe(false);
});

describe('a seal is valid', () => {
  test.each<[string, string]>([
    ['as it was made', sealed],
    ['with fields that came later above it', `Received: by mx.example\r\nX-Scanned: yes\r\n${sealed}`],
    ['with its fields folded otherwise', sealed.replaceAll('; s=key', ';\r\n\t s=key')],
    ['with more empty lines at the end', `${sealed}\r\n\r\n`],
    ['with bare line feeds, as some programs store mail', sealed.replaceAll('\r\n', '\n')],
    ['on top of one before', forwarder.seal(forger.seal(mail, {}), { instance: 2 })],
  ])('%s', async (_what, text) => {
    expect(await check(text)).toBe(true);
  });

  test('made with either kind of key', async () => {
    const modern = openSealer('mailhost.example', 'ed25519');
    expect(await check(modern.seal(mail, {}), modern.lookUp)).toBe(true);
  });
});

describe('a seal is none', () => {
  test.each<[string, string]>([
    ['on a mail without one', mail],
    ['with another text under it', sealed.replace('nothing.', 'nothing, so pay.')],
    ['with a text added under it', `${sealed}And pay.\r\n`],
    ['with another author', sealed.replace('<customer@', '<boss@')],
    ['with a second author above', `From: boss@shop.example\r\n${sealed}`],
    ['with another subject', sealed.replace('Subject: Printer', 'Subject: Invoice')],
    ['with other findings', sealed.replace('dmarc=pass', 'dmarc=fail')],
    ['that says another domain', sealed.replaceAll('d=mailhost.example', 'd=firm.example')],
    [
      'whose message signature is another’s',
      forger.seal(mail, {}).replace(/^ARC-Seal:.*\r\n/, `${sealed.split('\r\n')[0]}\r\n`),
    ],
    ['that does not cover the author', forwarder.seal(mail, { signed: 'Subject' })],
    ['that covers a part of the text', forwarder.seal(mail, { tags: ' l=5;' })],
    ['of a chain that it calls broken', forwarder.seal(sealed, { instance: 2, cv: 'fail' })],
    ['of a first set that says there was one before', forwarder.seal(mail, { cv: 'pass' })],
    [
      'over a set that was changed',
      forwarder.seal(forger.seal(mail, {}), { instance: 2 }).replace('i=1; mx.forger', 'i=1; mx.other'),
    ],
    [
      'over a set that is gone',
      forwarder.seal(forger.seal(mail, {}), { instance: 2 }).replace(/^ARC-Seal: i=1.*\r\n/m, ''),
    ],
    ['over a set that is there twice', `${/ARC-Seal: .*\r\n/.exec(sealed)?.[0] ?? ''}${sealed}`],
    ['over a later one that somebody else has put on', forger.seal(sealed, { instance: 2 })],
    ['whose number jumps', sealed.replaceAll('i=1;', 'i=2;')],
    ['whose message signature says something twice', forwarder.seal(mail, { tags: ' d=mailhost.example;' })],
    [
      'over findings that go by two numbers',
      forwarder.seal(
        forger.seal(mail, {}).replace('i=1; mx.forger.example', 'i= 2; mx.forger.example; i=1'),
        {
          instance: 2,
        },
      ),
    ],
    [
      'on a mail whose lines another reader would break elsewhere',
      sealed.replace('Subject:', 'X-Scanned: yes\nFrom: boss@shop.example\r\nSubject:'),
    ],
  ])('%s', async (_what, text) => {
    expect(await check(text)).toBe(false);
  });

  test.each<[string, string[]]>([
    ['whose key is not published', []],
    ['whose key was taken back', ['v=DKIM1; k=rsa; p=']],
    ['whose key is nonsense', ['v=DKIM1; k=rsa; p=AAAA']],
    ['of which there are two keys', ['v=DKIM1; p=AAAA', 'v=DKIM1; p=BBBB']],
    ['whose key is of no version that there is', ['v=DKIM2; p=AAAA']],
  ])('%s', async (_what, records) => {
    expect(await check(sealed, async () => records)).toBe(false);
  });

  test('whose key has too few bits to be nobody else’s', async () => {
    const weak =
      'v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALvpQ9yTOKkWVbFQiDJIWGgXkVPN0d3nDkQXkmBIoPHD0JbLNLPz1RnCgf2XRpzGz8EHVhTXRyDnLyrAHOH4cqsCAwEAAQ==';
    expect(await check(sealed, async () => [weak])).toBe(false);
  });

  test('asks for no key outside the DNS', async () => {
    const asked: string[] = [];
    const lookUp = async (name: string) => {
      asked.push(name);
      return [];
    };
    await check(sealed.replaceAll('s=key', 's=../../x y'), lookUp);
    expect(asked).toEqual([]);
  });
});
