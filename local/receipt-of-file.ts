import { instantOf } from '../functions/core/instant.ts';
import type { MailReceipt } from '../functions/intake/mail-receipt.ts';
import { rawHeader, readHeaderSection } from '../functions/intake/mime/header-fields.ts';

/** A mail in a file has no envelope; Return-Path, which the last server writes, stands for its sender. */
export function receiptOfFile(raw: Uint8Array): MailReceipt {
  const { fields } = readHeaderSection(Buffer.from(raw), 0);
  const path = /<([^<>]*)>/.exec(rawHeader(fields, 'return-path') ?? '')?.[1];
  const passed = 'PASS';
  return {
    deliveryId: 'explained',
    receivedAt: instantOf(0),
    mailFrom: path ?? 'unknown@unknown.example',
    recipients: [],
    verdicts: { spam: passed, virus: passed, spf: passed, dkim: passed, dmarc: passed },
    rawKey: '',
  };
}
