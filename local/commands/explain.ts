import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parseTicketRef } from '../../functions/core/ids.ts';
import type { OwnMail } from '../../functions/intake/mail-receipt.ts';
import { fateInWords } from '../fate-words.ts';
import { fatesOf } from '../fates-place.ts';
import type { MailFates } from '../mail-fates.ts';
import { receiptInWords } from '../receipt-words.ts';
import { receiptOfFile } from '../receipt-of-file.ts';
import { DeskNotRunning } from '../running-desk.ts';
import { tame } from '../tame.ts';
import type { Cut } from '../../functions/intake/text/cuts.ts';
import type { CutRule } from '../../functions/intake/text/text-lines.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import type { ReadMail } from '../../functions/intake/read-mail.ts';

const USAGE = `desk explain FILE.eml [--json]    what intake makes of one mail, and what became of it; changes nothing
desk explain DIR --jsonl          the same for every .eml below DIR, one JSON object a line
desk explain T-7K3M-9QXA          why each message of a ticket is there
desk explain ID                   what became of the mail with this Message-ID, of the held item, or of the delivery
                                  that the SMTP door answered with "250 OK ID", or that SES calls so

What became of mail says the desk that runs on this computer: [--http-port 8080], or one on AWS, with your own
credentials: --stack NAME [--desk DIR], or --table NAME --bucket NAME [--desk DIR]. Without one, and in JSON, an
explanation ends with what intake makes of the mail.
`;

const options = {
  json: { type: 'boolean', default: false },
  jsonl: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  'http-port': { type: 'string', default: '8080' },
  stack: { type: 'string' },
  table: { type: 'string' },
  bucket: { type: 'string' },
  desk: { type: 'string', default: 'desk' },
} as const;

/** Stands in for the desk's own addresses: an explanation must not depend on a desk folder that may be broken. */
const OWN_MAIL: OwnMail = { mailDomain: 'mail.desk.example', addresses: [], loopId: 'mail.desk.example' };

/** Returns the exit code: 0, 1 for what cannot be read or is not known, 2 for a wrong call. */
export async function explain(args: string[]): Promise<number> {
  const given = read(args);
  if ('problem' in given || given.path === undefined || given.help) {
    process.stderr.write('problem' in given ? `desk explain: ${given.problem}\n${USAGE}` : USAGE);
    return 'help' in given && given.help ? 0 : 2;
  }
  const { path, json, jsonl } = given;
  const form = { base: path, json, jsonl };
  const files = mailFiles(path);
  if (!files && path.toLowerCase().endsWith('.eml')) return refuse(`There is no file ${path}`);
  if (files?.length === 0) process.stderr.write(`${path} holds no .eml file\n`);
  if (files && (json || jsonl)) return explainFiles(files, null, form);
  const fates = await fatesOf({ ...given, folder: given.desk });
  if (typeof fates === 'string') return refuse(fates);
  return files ? explainFiles(files, fates, form) : explainNamed(path, fates);
}

/** @param fates null when nobody asks what became of the mails. */
async function explainFiles(
  files: string[],
  fates: MailFates | null,
  { base, json, jsonl }: { base: string; json: boolean; jsonl: boolean },
): Promise<number> {
  let failed = false;
  for (const file of files) {
    const explanation = explainFile(file, jsonl ? relative(base, file) || file : file);
    failed ||= explanation.error !== null;
    process.stdout.write(jsonl ? `${JSON.stringify(explanation)}\n` : shown(explanation, json));
    if (fates && explanation.error === null) process.stdout.write(`\n${await fateOfFile(file, fates)}`);
  }
  return failed ? 1 : 0;
}

/** Says why each message of a ticket is there, or what became of one mail. */
async function explainNamed(name: string, fates: MailFates): Promise<number> {
  const ref = parseTicketRef(name);
  if (ref) {
    const messages = await fates.ofTicket(ref);
    if (!messages) return refuse(`The desk has no ticket ${ref}.`);
    process.stdout.write(messages.map(receiptInWords).join('\n'));
    return 0;
  }
  try {
    const found = await fates.named(name);
    process.stdout.write(fateInWords(found));
    return found.kind === 'unknown' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof DeskNotRunning)) throw error;
    return refuse(`There is no file ${name}. ${error.message}`);
  }
}

/** What became of the mail in a file, in words; also that nobody can say. */
async function fateOfFile(file: string, fates: MailFates): Promise<string> {
  try {
    return fateInWords(await fates.ofMail(readFileSync(file)));
  } catch (error) {
    if (!(error instanceof DeskNotRunning)) throw error;
    return `What became of it nobody can say. ${error.message}\n`;
  }
}

function refuse(words: string): number {
  process.stderr.write(`${words}\n`);
  return 1;
}

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const port = Number(values['http-port']);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      return { problem: 'write --http-port as a number' };
    return { ...values, path: positionals[0], port };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
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

export function explainFile(path: string, file: string): Explanation {
  const started = performance.now();
  try {
    const raw = readFileSync(path);
    const mail = readMail({ raw, receipt: receiptOfFile(raw), own: OWN_MAIL });
    return explanationOf({ file, mail, error: null, ms: performance.now() - started });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return explanationOf({ file, mail: null, error: reason, ms: performance.now() - started });
  }
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
  const table = facts.map(([name, value]) => `${name.padEnd(width)}  ${tame(value)}`).join('\n');
  const text = explanation.reply.split('\n').map((line) => tame(line));
  return `${table}\n\n${text.join('\n')}\n`;
}

function mailbox({ address, name }: { address: string; name: string }): string {
  return name === '' ? address : `${name} <${address}>`;
}
