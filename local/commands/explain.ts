import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseTicketRef } from '../../functions/core/ids.ts';
import { instantOf } from '../../functions/core/instant.ts';
import type { MailReceipt, OwnMail } from '../../functions/intake/mail-receipt.ts';
import { explainTicket } from '../explain-ticket.ts';
import type { Cut } from '../../functions/intake/text/cuts.ts';
import type { CutRule } from '../../functions/intake/text/text-lines.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import type { ReadMail } from '../../functions/intake/read-mail.ts';
import { readHeaderSection, rawHeader } from '../../functions/intake/mime/header-fields.ts';

const USAGE = `desk explain FILE.eml [--json]    what intake makes of one mail; sends nothing
desk explain DIR --jsonl          the same for every .eml below DIR, one JSON object a line
desk explain T-7K3M-9QXA          why each message of a ticket is there (while npm start runs)
`;

const FLAGS = new Set(['--json', '--jsonl', '--help']);

/** Stands in for the desk's own addresses: an explanation must not depend on a desk folder that may be broken. */
const OWN_MAIL: OwnMail = { mailDomain: 'mail.desk.example', addresses: [], loopId: 'mail.desk.example' };

/** Returns the exit code: 0, 1 for a file that cannot be read, 2 for a wrong call. */
export async function explain(args: string[]): Promise<number> {
  const [path] = args.filter((argument) => !argument.startsWith('-'));
  const unknown = args.find((argument) => argument.startsWith('-') && !FLAGS.has(argument));
  if (unknown) process.stderr.write(`desk explain: there is no option ${unknown}\n`);
  if (path === undefined || unknown || args.includes('--help')) {
    process.stderr.write(USAGE);
    return args.includes('--help') ? 0 : 2;
  }
  const files = mailFiles(path);
  const ref = files ? null : parseTicketRef(path);
  if (ref) return explainTicket(ref);
  if (!files) {
    process.stderr.write(`${path} cannot be read: is the name right?\n`);
    return 1;
  }
  if (files.length === 0) process.stderr.write(`${path} holds no .eml file\n`);
  const lines = args.includes('--jsonl');
  let failed = false;
  for (const file of files) {
    const explanation = await explainFile(file, lines ? relative(path, file) || file : file);
    failed ||= explanation.error !== null;
    process.stdout.write(
      lines ? `${JSON.stringify(explanation)}\n` : shown(explanation, args.includes('--json')),
    );
  }
  return failed ? 1 : 0;
}

/** The mails below a folder, or the one file; null when there is no such thing. */
export function mailFiles(path: string): string[] | null {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.toLowerCase().endsWith('.eml'))
      .toSorted()
      .map((name) => join(path, name));
  } catch {
    return null;
  }
}

export type Explanation = ReturnType<typeof explanationOf>;

export async function explainFile(path: string, file: string): Promise<Explanation> {
  const started = performance.now();
  try {
    const raw = readFileSync(path);
    const mail = await readMail({ raw, receipt: receiptFor(raw), own: OWN_MAIL });
    return explanationOf({ file, mail, error: null, ms: performance.now() - started });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return explanationOf({ file, mail: null, error: reason, ms: performance.now() - started });
  }
}

/** A file has no envelope; Return-Path, which the last server writes, stands for its sender. */
function receiptFor(raw: Buffer): MailReceipt {
  const { fields } = readHeaderSection(raw, 0);
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

function explanationOf(result: { file: string; mail: ReadMail | null; error: string | null; ms: number }) {
  const message = result.mail?.message;
  const bounce = message?.bounce;
  return {
    file: result.file,
    messageId: message?.messageId ?? null,
    inReplyTo: message?.evidence.inReplyTo ?? null,
    references: message?.evidence.references ?? [],
    subject: message?.subject ?? '',
    from: message?.from ?? { address: '', name: '' },
    to: message?.to ?? [],
    cc: message?.cc ?? [],
    date: message?.sentAt ?? null,
    text: message?.text ?? '',
    reply: message?.reply ?? '',
    replyWithSignature: result.mail?.replyWithSignature ?? '',
    cuts: result.mail?.cuts ?? [],
    attachments: (message?.attachments ?? []).map(({ name, contentType, size, inline }) => ({
      name,
      contentType,
      size,
      inline,
    })),
    class: message?.class ?? null,
    outOfOffice: message?.outOfOffice ?? false,
    returnsOn: message?.returnsOn ?? null,
    answerable: message !== undefined && message.answerable && !result.mail?.suspended,
    bounce: bounce
      ? { recipients: bounce.recipients, status: bounce.status, hard: bounce.hard, reason: bounce.reason }
      : null,
    forwarded: message?.forwardedFrom ? { from: message.forwardedFrom } : null,
    degraded: message?.degraded ?? [],
    suspended: result.mail?.suspended ? { cause: result.mail.suspended.cause } : null,
    error: result.error,
    ms: Math.round(result.ms * 100) / 100,
  };
}

const CUT_IN_WORDS: Record<CutRule, string> = {
  'attribution-line': 'a line says who wrote what follows',
  'header-block': 'the header of an older mail',
  'original-message-line': 'a line that opens an older mail',
  'reply-above-line': 'a line that asks to answer above it',
  'marked-quote': 'marked as quoted by the mail program',
  'quoted-lines': 'lines that begin with >',
  'marked-signature': 'marked as a signature by the mail program',
  'signature-line': 'a line that opens a signature',
  'device-line': 'the line of a telephone or mail program',
  'contact-lines': 'how to reach the sender',
  'too-long': 'beyond the lines that are looked at',
};

function cutInWords({ rule, at, lines }: Cut): string {
  return `${lines === 1 ? `line ${at}` : `lines ${at} to ${at + lines - 1}`} (${CUT_IN_WORDS[rule]})`;
}

function shown(explanation: Explanation, json: boolean): string {
  if (json) return `${JSON.stringify(explanation, null, 2)}\n`;
  const { from, to, attachments, bounce, degraded, suspended } = explanation;
  const facts: [string, string][] = [
    ['file', explanation.file],
    ['from', mailbox(from)],
    ['to', to.map(mailbox).join(', ')],
    ['subject', explanation.subject],
    ['date', explanation.date ?? 'none that can be read'],
    [
      'class',
      `${explanation.class ?? 'none'}${explanation.outOfOffice ? `, out of office ${explanation.returnsOn ? `until ${explanation.returnsOn}` : 'without a date'}` : ''}`,
    ],
    ['answerable', explanation.answerable ? 'yes' : 'no automatic answer'],
    ['answers', explanation.inReplyTo ?? 'no other mail'],
    ['forwarded', explanation.forwarded ? `written by ${mailbox(explanation.forwarded.from)}` : 'no'],
    [
      'bounce',
      bounce
        ? `${bounce.recipients.join(', ')} ${bounce.status} ${bounce.hard ? 'for good' : 'for now'}: ${bounce.reason}`
        : 'no',
    ],
    ['files', attachments.map(({ name, size }) => `${name} (${size} bytes)`).join(', ') || 'none'],
    ['left out', explanation.cuts.map(cutInWords).join('; ') || 'nothing'],
    ['degraded', degraded.join('; ') || 'no'],
    ['suspended', suspended?.cause ?? 'no'],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const table = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
  return `${table}\n\n${explanation.reply}\n`;
}

function mailbox({ address, name }: { address: string; name: string }): string {
  return name === '' ? address : `${name} <${address}>`;
}
