import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Log } from '../functions/app/ports.ts';
import { isDiskFull } from './database.ts';
import type { MailEnvelope } from './local-mailer.ts';
import type { Accepted } from './post-office.ts';

/** As much as SES receives, whatever the encoding on the wire makes of it. */
export const LARGEST_MAIL = 40 * 1024 * 1024;

export interface SmtpDoor {
  port: number;
  close(): Promise<void>;
}

interface SmtpDoorDeps {
  mailIsComing: () => void;
  receiveMail: (raw: Uint8Array, envelope: MailEnvelope) => Promise<Accepted>;
  log: Log;
}

/**
 * Takes mail from anybody on this computer, without a password: what goes to the desk is taken in, all else is
 * delivered to the local mailboxes. 250 means stored; 552 too large; 452 a full disk, 451 any other trouble of ours,
 * and after both the sender may try again (RFC 5321 §4.2.2).
 *
 * @param options.port 0 for any free one.
 */
export async function openSmtpDoor(deps: SmtpDoorDeps, options: { port: number }): Promise<SmtpDoor> {
  const server = new SMTPServer({
    name: 'localhost',
    banner: 'Stepdesk on this computer',
    size: LARGEST_MAIL,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onMailFrom: (_address, _session, callback) => {
      deps.mailIsComing();
      callback();
    },
    onData: (stream, session, callback) => {
      take(deps, stream, session).then(
        ({ code, words }) => (code === 250 ? callback(null, words) : callback(refusal(code, words))),
        (fault: unknown) => callback(notStored(deps.log, fault)),
      );
    },
  });
  await listening(server, options.port);
  // From here on an error is a client's dropped connection, and its own affair.
  server.on('error', (error) => deps.log('smtp_connection_lost', { reason: error.message }));
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function take(
  deps: SmtpDoorDeps,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<{ code: 250 | 552; words: string }> {
  const raw = await bytesOf(stream);
  if (stream.sizeExceeded) return { code: 552, words: 'The mail is larger than 40 MB' };
  const { mailFrom, rcptTo } = session.envelope;
  const { id, unread } = await deps.receiveMail(raw, {
    mailFrom: mailFrom ? mailFrom.address : '',
    recipients: rcptTo.map(({ address }) => address),
  });
  const complaint = unread.length > 0 ? `; X-Local-Verdicts: not understood: ${unread.join(' ')}` : '';
  return { code: 250, words: `OK ${id}${complaint}` };
}

/** What is over the limit is read to its end and forgotten, so that the sender hears the answer. */
async function bytesOf(stream: SMTPServerDataStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.byteLength;
    if (size <= LARGEST_MAIL) chunks.push(chunk);
    else chunks.length = 0;
  }
  return Buffer.concat(chunks);
}

function notStored(log: Log, fault: unknown): Error {
  log('mail_not_stored', { fault: fault instanceof Error ? fault.message : String(fault) });
  return isDiskFull(fault)
    ? refusal(452, 'The disk is full, please try again later')
    : refusal(451, 'The mail could not be stored, please try again later');
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

function listening(server: SMTPServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
