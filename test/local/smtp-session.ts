import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { answersOf } from '../../local/bench/smtp-sender.ts';

/** A mail as it is handed to a server, with an envelope that need not agree with what it says. */
export interface Handed {
  mailFrom: string;
  recipients: string[];
  raw: Buffer;
}

export type Answer =
  | { kind: 'accepted'; id: string }
  | { kind: 'refused'; code: number; words: string }
  /** The connection ended before there was an answer: the mail may have been accepted or not. */
  | { kind: 'lost' };

/** Sends mails one after the other over one connection, byte by byte as they are: mail programs are politer. */
export async function handOver(port: number, mails: readonly Handed[], heard: Heard): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const answers = answersOf(socket);
  let place = 0;
  try {
    await nextOf(answers);
    await ask(socket, answers, 'EHLO sender.example');
    for (const mail of mails) {
      heard(place, await handOverOne(socket, answers, mail));
      place += 1;
    }
    socket.end('QUIT\r\n');
    for await (const _farewell of answers) continue;
  } catch {
    for (; place < mails.length; place += 1) heard(place, { kind: 'lost' });
  }
}

const LINE_END = Buffer.from('\r\n');

type Heard = (place: number, answer: Answer) => void;
type Answers = AsyncGenerator<string>;

async function handOverOne(socket: Socket, answers: Answers, mail: Handed): Promise<Answer> {
  const { mailFrom, recipients, raw } = mail;
  const commands = [
    `MAIL FROM:<${mailFrom}>`,
    ...recipients.map((address) => `RCPT TO:<${address}>`),
    'DATA',
  ];
  for (const command of commands) {
    const answer = await ask(socket, answers, command);
    if (answer.code < 400) continue;
    await ask(socket, answers, 'RSET');
    return { kind: 'refused', ...answer };
  }
  const wire = withDots(raw);
  socket.write(wire);
  const { code, words } = await ask(socket, answers, wire.subarray(-2).equals(LINE_END) ? '.' : '\r\n.');
  return code === 250
    ? { kind: 'accepted', id: words.replace(/^OK (\w+).*$/, '$1') }
    : { kind: 'refused', code, words };
}

/** RFC 5321 §4.5.2: a line of the mail may begin with the dot that ends mails. */
function withDots(raw: Buffer): Buffer {
  return Buffer.from(raw.toString('latin1').replaceAll(/(^|\r\n)\./g, '$1..'), 'latin1');
}

async function ask(
  socket: Socket,
  answers: Answers,
  command: string,
): Promise<{ code: number; words: string }> {
  socket.write(`${command}\r\n`);
  const line = await nextOf(answers);
  return { code: Number(line.slice(0, 3)), words: line.slice(4).replace(/^\d\.\d\.\d /, '') };
}

async function nextOf(answers: Answers): Promise<string> {
  const answer = await answers.next();
  if (answer.done) throw new Error('the server has hung up');
  return answer.value;
}
