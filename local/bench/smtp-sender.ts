import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { BenchMail } from './mixed-mails.ts';

/** An SMTP connection that has been greeted; it sends mails as fast as the server takes them, and says goodbye. */
export async function openSender(port: number): Promise<(mails: WireMail[]) => Promise<void>> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const answers = answersOf(socket);
  await answers.next();
  await say(socket, answers, 'EHLO bench.example\r\n');
  return async (mails) => {
    for (const mail of mails) {
      const envelope = [`MAIL FROM:<${mail.mailFrom}>`, `RCPT TO:<${mail.recipient}>`, 'DATA', ''];
      await say(socket, answers, envelope.join('\r\n'), 3);
      socket.cork();
      socket.write(mail.wire);
      const sent = say(socket, answers, '\r\n.\r\n');
      socket.uncork();
      await sent;
    }
    socket.end('QUIT\r\n');
    for await (const _farewell of answers) continue;
  };
}

/** Commands in one packet have an answer each (RFC 2920). */
async function say(
  socket: Socket,
  answers: AsyncGenerator<string>,
  words: string,
  expected = 1,
): Promise<void> {
  socket.write(words);
  for (let heard = 0; heard < expected; heard++) {
    const answer = await answers.next();
    if (answer.done || !/^[23]/.test(answer.value))
      throw new Error(`${words.trim()} was answered ${String(answer.value)}`);
  }
}

/** One answer at a time; lines `250-…` go on. */
export async function* answersOf(socket: Socket): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of socket) {
    rest += String(chunk);
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (line[3] !== '-') yield line;
    }
  }
}

export interface WireMail {
  mailFrom: string;
  recipient: string;
  /** As it goes over the line: RFC 5321 §4.5.2. */
  wire: Uint8Array;
}

export function onTheWire({ mailFrom, recipient, raw }: BenchMail): WireMail {
  const stuffed = Buffer.from(raw).toString('latin1').replaceAll('\r\n.', '\r\n..');
  return { mailFrom, recipient, wire: Buffer.from(stuffed, 'latin1') };
}
