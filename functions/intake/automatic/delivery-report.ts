/** What a delivery status notification says of one recipient (RFC 3464 §2.3). */
export interface RecipientReport {
  address: string;
  /** Lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`; `''` when missing. */
  action: string;
  status: string;
  diagnostic: string;
}

const FIELD = /^([A-Za-z][A-Za-z0-9-]{1,40})\s?:\s?(.*)$/;
const ADDRESS = /[^\s<>;:,"()[\]]+@[^\s<>;:,"()[\]]+/;
const MAX_RECIPIENTS = 200;

/** Reads the recipients of a `message/delivery-status` text; groups may have lost the blank lines between them. */
export function readDeliveryReport(text: string): RecipientReport[] {
  const recipients: RecipientReport[] = [];
  let current: RecipientReport | null = null;
  for (const [name, value] of unfoldedFields(text)) {
    if (name === 'final-recipient' || (name === 'original-recipient' && current?.status !== '')) {
      const address = addressIn(value);
      if (current?.status === '' && current.action === '') {
        current.address = address || current.address;
        continue;
      }
      if (recipients.length >= MAX_RECIPIENTS) break;
      current = { address, action: '', status: '', diagnostic: '' };
      recipients.push(current);
    }
    if (!current) continue;
    if (name === 'action') current.action ||= value.toLowerCase().split(/[\s(;]/)[0] ?? '';
    if (name === 'status') current.status ||= /\d\.\d{1,3}\.\d{1,3}/.exec(value)?.[0] ?? '';
    if (name === 'diagnostic-code') current.diagnostic ||= value.replace(/^[\w-]{1,20};\s?/, '');
    if (name === 'x-actual-recipient' && current.address === '') current.address = addressIn(value);
  }
  return recipients;
}

function addressIn(value: string): string {
  return ADDRESS.exec(value.replace(/^[\w-]{1,20};\s?/, ''))?.[0] ?? '';
}

function unfoldedFields(text: string): [string, string][] {
  const fields: [string, string][] = [];
  for (const line of text.slice(0, 128 * 1024).split('\n')) {
    const last = fields.at(-1);
    if (/^\s+\S/.test(line) && last) {
      last[1] = `${last[1]} ${line.trim()}`.slice(0, 4_000);
      continue;
    }
    const match = FIELD.exec(line.trim());
    if (match?.[1]) fields.push([match[1].toLowerCase(), (match[2] ?? '').trim()]);
  }
  return fields;
}
