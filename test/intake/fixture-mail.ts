import { readFileSync, readdirSync } from 'node:fs';
import type { MailReceipt, OwnMail } from '../../functions/intake/mail-receipt.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import type { MailToRead, ReadMail } from '../../functions/intake/read-mail.ts';

const FOLDER = new URL('../fixtures/mail/', import.meta.url);

const OWN: OwnMail = {
  mailDomain: 'mail.desk.example',
  addresses: ['support@desk.example'],
  loopId: 'mail.desk.example',
};

const RECEIPT: MailReceipt = {
  deliveryId: 'delivery-1',
  receivedAt: '2026-11-02T08:30:05.000Z',
  mailFrom: 'customer@shop.example',
  recipients: ['support@desk.example'],
  verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
  rawKey: 'inbound/delivery-1',
};

export function fixtureNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.replace(/\.eml$/, ''));
}

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`${name}.eml`, FOLDER));
}

export async function readFixture(name: string, receipt: Partial<MailReceipt> = {}): Promise<ReadMail> {
  return readBytes(fixture(name), receipt);
}

export async function readBytes(raw: Uint8Array, receipt: Partial<MailReceipt> = {}): Promise<ReadMail> {
  return readMail(mailToRead(raw, receipt));
}

export function mailToRead(raw: Uint8Array, receipt: Partial<MailReceipt> = {}): MailToRead {
  return { raw, receipt: { ...RECEIPT, ...receipt }, own: OWN };
}

/** A mail with the usual headers around a body. */
export function mailWith(body: string, headers = 'Content-Type: text/plain; charset=utf-8'): Buffer {
  return Buffer.from(
    `From: Customer <customer@shop.example>\r\nTo: support@desk.example\r\nSubject: Kettle\r\n${headers}\r\n\r\n${body}`,
  );
}
