import type { DatabaseSync } from 'node:sqlite';
import { simpleParser } from 'mailparser';
import type { Blobs } from '../functions/app/ports.ts';
import type { Desk } from '../functions/core/desk.ts';
import { normalAddress } from '../functions/core/inbound-message.ts';
import type { Instant } from '../functions/core/instant.ts';

/** Everybody's mail on this computer: the customers', the agents', whoever is written to. */
export interface Mailboxes {
  deliver(mail: { id: string; at: Instant; recipients: string[]; rawKey: string }): void;
  /** Who has received mail, and how much of it. */
  addresses(): { address: string; mails: number; latest: Instant }[];
  /** Newest last. */
  mails(address: string): Promise<MailboxMail[]>;
  /** The bytes as delivered, null for an unknown mail. */
  raw(id: string): Promise<Uint8Array | null>;
  /** What a mail client would show of it; null for an unknown mail or one without HTML. */
  html(id: string): Promise<string | null>;
  /** Decoded bytes of one attachment, by its place. */
  attachment(
    id: string,
    index: number,
  ): Promise<{ name: string; contentType: string; bytes: Uint8Array } | null>;
}

export interface MailboxOwner {
  address: string;
  mails: number;
  latest: Instant | null;
  /** An agent's id. */
  agent: string | null;
}

export interface MailboxMail {
  id: string;
  at: Instant;
  from: { address: string; name: string };
  to: string;
  subject: string;
  /** As on the wire, by lower-case name; a field that occurs more than once has one line each. */
  headers: Record<string, string>;
  text: string;
  html: string | null;
  attachments: { name: string; contentType: string; size: number }[];
}

const READ_MAILS_KEPT = 500;

export function openMailboxes(database: DatabaseSync, blobs: Blobs): Mailboxes {
  database.exec(`CREATE TABLE IF NOT EXISTS mailbox (
    position INTEGER PRIMARY KEY, address TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, raw_key TEXT NOT NULL,
    UNIQUE (address, id)) STRICT;
    CREATE INDEX IF NOT EXISTS mailbox_by_id ON mailbox (id)`);
  const insert = database.prepare(
    'INSERT OR IGNORE INTO mailbox (address, id, at, raw_key) VALUES (?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT id, at, raw_key FROM mailbox WHERE address = ? ORDER BY position');
  const rawKeyOf = database.prepare('SELECT raw_key FROM mailbox WHERE id = ? LIMIT 1');
  const counts = database.prepare(
    'SELECT address, count(*) AS mails, max(at) AS latest FROM mailbox GROUP BY address ORDER BY address',
  );
  const readMails = new Map<string, MailboxMail>();

  async function readOnce(id: string, at: Instant, rawKey: string): Promise<MailboxMail> {
    const known = readMails.get(id);
    if (known) return known;
    const mail = await readMail({ id, at, raw: (await blobs.get(rawKey)) ?? new Uint8Array() });
    if (readMails.size >= READ_MAILS_KEPT) readMails.clear();
    readMails.set(id, mail);
    return mail;
  }

  async function raw(id: string): Promise<Uint8Array | null> {
    const row = rawKeyOf.get(id);
    return row ? blobs.get(String(row['raw_key'])) : null;
  }

  return {
    deliver: ({ id, at, recipients, rawKey }) => {
      for (const address of new Set(recipients.map(normalAddress))) insert.run(address, id, at, rawKey);
    },
    addresses: () =>
      counts.all().map((row) => ({
        address: String(row['address']),
        mails: Number(row['mails']),
        latest: String(row['latest']),
      })),
    mails: (address) =>
      Promise.all(
        select
          .all(normalAddress(address))
          .map((row) => readOnce(String(row['id']), String(row['at']), String(row['raw_key']))),
      ),
    raw,
    html: async (id) => {
      const bytes = await raw(id);
      return (bytes && (await parse(bytes))?.html) || null;
    },
    attachment: async (id, index) => {
      const bytes = await raw(id);
      const attachment = bytes && (await parse(bytes))?.attachments[index];
      if (!attachment) return null;
      return {
        name: attachment.filename ?? 'attachment',
        contentType: attachment.contentType,
        bytes: attachment.content,
      };
    },
  };
}

/** A mail that cannot be parsed is still a mail: its bytes are its text. */
async function readMail(mail: { id: string; at: Instant; raw: Uint8Array }): Promise<MailboxMail> {
  const { id, at, raw } = mail;
  const parsed = await parse(raw);
  if (!parsed) {
    const text = Buffer.from(raw).toString('latin1').slice(0, 10_000);
    const from = { address: '', name: '' };
    return { id, at, from, to: '', subject: '', headers: {}, text, html: null, attachments: [] };
  }
  const [from] = parsed.from?.value ?? [];
  const to = Array.isArray(parsed.to) ? parsed.to[0] : parsed.to;
  return {
    id,
    at,
    from: { address: from?.address ?? '', name: from?.name ?? '' },
    to: to?.text ?? '',
    subject: parsed.subject ?? '',
    headers: headersOf(parsed.headerLines),
    text: parsed.text ?? '',
    html: parsed.html || null,
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? 'attachment',
      contentType,
      size,
    })),
  };
}

async function parse(raw: Uint8Array) {
  try {
    return await simpleParser(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), {
      skipImageLinks: true,
    });
  } catch {
    return null;
  }
}

function headersOf(lines: readonly { key: string; line: string }[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n(?=[ \t])/g, '')
      .trim();
    headers[key] = Object.hasOwn(headers, key) ? `${headers[key]}\n${value}` : value;
  }
  return headers;
}

/** Agents have a mailbox before the first mail. By address. */
export function mailboxOwners(received: ReturnType<Mailboxes['addresses']>, desk: Desk): MailboxOwner[] {
  const agents = new Map(desk.agents.map(({ id, address }) => [normalAddress(address), id]));
  const silent = [...agents].filter(([address]) => !received.some((one) => one.address === address));
  return [
    ...received.map((one) => ({ ...one, agent: agents.get(one.address) ?? null })),
    ...silent.map(([address, agent]) => ({ address, mails: 0, latest: null, agent })),
  ].toSorted((first, second) => first.address.localeCompare(second.address));
}
