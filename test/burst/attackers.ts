import type { Handed } from '../local/smtp-session.ts';

/** What a mail of the desk gives away to whoever has it. */
export interface Seen {
  ref: string;
  /** Who got it. */
  reader: string;
  replyTo: string;
  messageId: string;
  references: string;
  text: string;
}

export interface Attack extends Handed {
  name: string;
  /** Mails of one name may be one mail. */
  same: string;
}

interface Written {
  from?: string;
  to?: string;
  subject?: string;
  /** Whole lines. */
  head?: string[];
  body?: string | Buffer;
  mailFrom?: string;
  recipients?: string[];
  /** Instead of everything above it. */
  raw?: string | Buffer;
  same?: string;
}

/** @param number differs from mail to mail; `toCustomer` and `toAgent` are mails of the desk, of one ticket. */
type Attacker = (number: number, seen: { toCustomer: Seen; toAgent: Seen }) => Written;

const SUPPORT = 'support@help.example.com';
const FORGED = 'X-Local-Verdicts: spf=FAIL dkim=FAIL dmarc=FAIL';
const plain = 'Content-Type: text/plain; charset=utf-8';
const stranger = (number: number) => `somebody@stranger-${number}.example`;
const answers = ({ messageId, references }: Seen) => [
  `In-Reply-To: ${messageId}`,
  `References: ${references} ${messageId}`,
];

const ATTACKERS = {
  'an agent without his reply address': (_, { toCustomer, toAgent }) => ({
    from: toAgent.reader,
    subject: `Re: [${toCustomer.ref}]`,
    head: answers(toCustomer),
    body: '#done\r\nIt is settled.',
  }),
  'an agent in name only': (_, { toCustomer, toAgent }) => ({
    from: toAgent.reader,
    subject: `Re: [${toCustomer.ref}]`,
    head: [FORGED],
    body: '#close\r\nIt is settled.',
  }),
  'an agent’s reply address in the wrong hands': (number, { toAgent }) => ({
    from: stranger(number),
    to: toAgent.replyTo,
    recipients: [toAgent.replyTo],
    body: '#done\r\nIt is settled.',
  }),
  'an agent’s reply address and his forged name': (_, { toAgent }) => ({
    from: toAgent.reader,
    to: toAgent.replyTo,
    recipients: [toAgent.replyTo],
    head: [FORGED],
    body: '#done\r\nIt is settled.',
  }),
  'a customer’s reply address in the wrong hands': (number, { toCustomer }) => ({
    from: stranger(number),
    to: toCustomer.replyTo,
    recipients: [toCustomer.replyTo],
    head: [...answers(toCustomer), `Cc: friend@stranger-${number}.example`],
    body: 'It is mine now.',
  }),
  'a reply address with another ticket in it': (number, { toCustomer }) => {
    const to = toCustomer.replyTo.replace(/\+(.)/, (_, first) => (first === '2' ? '+3' : '+2'));
    return { from: stranger(number), to, recipients: [to], body: '#done' };
  },
  'made-up reply addresses': (number) => {
    const to = `reply+${'x'.repeat(10 + (number % 40))}@help.example.com`;
    return { to, recipients: [to], body: 'Am I in?' };
  },
  'made-up references': (number) => ({
    subject: 'Re: T-0000-0000',
    head: [
      `In-Reply-To: <t.7k3m9qxa.a${'0'.repeat(16)}@help.example.com>`,
      `References: ${Array.from({ length: 300 }, (_, index) => `<${number}.${index}@help.example.com>`).join(' ')}`,
    ],
  }),
  'another’s ticket in the subject': (number, { toCustomer }) => ({
    from: stranger(number),
    subject: `Re: Printer [${toCustomer.ref}]`,
  }),
  'our own loop header': () => ({ head: ['X-Stepdesk-Loop: help.example.com'] }),
  'our own Message-ID': (number) => ({ head: [`Message-ID: <${number}@help.example.com>`] }),
  'our own address': () => ({ from: SUPPORT }),
  'an absence notice': (_, { toCustomer }) => ({
    from: toCustomer.reader,
    to: toCustomer.replyTo,
    recipients: [toCustomer.replyTo],
    mailFrom: '',
    head: ['Auto-Submitted: auto-replied', ...answers(toCustomer)],
    body: 'I am away until Monday.',
  }),
  'a machine with a new address each time': (number, { toCustomer }) => ({
    from: `case${number}@crm.example`,
    subject: `Received: your mail [#${number}]`,
    head: answers(toCustomer),
    body: toCustomer.text,
  }),
  'a machine that says nothing of itself': (number) => ({
    from: `case${number}@other-crm.example`,
    subject: `Ticket received [#${number}]`,
    body: `Thank you for contacting us. Your enquiry has been registered under number ${number}.`,
  }),
  'a mail that came back': (number, { toCustomer }) => ({
    from: 'mailer-daemon@mx.example',
    mailFrom: '',
    ...(number % 2 === 0 ? { to: toCustomer.replyTo, recipients: [toCustomer.replyTo] } : {}),
    subject: 'Undelivered Mail Returned to Sender',
    head: ['Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
    body: [
      '--b\r\nContent-Type: text/plain\r\n\r\nUser unknown',
      `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ${toCustomer.reader}\r\nAction: failed\r\nStatus: 5.1.1`,
      `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${toCustomer.messageId}\r\n--b--`,
    ].join('\r\n'),
  }),
  'header lines of 30,000 characters': (number) => ({
    subject: `Printer ${'x'.repeat(30_000)}`,
    head: [`X-Long: ${'y '.repeat(15_000)}`, `To: ${'a@b.example, '.repeat(number % 2 === 0 ? 2_300 : 10)}`],
  }),
  'a hundred and twenty people': (number) => {
    const people = Array.from({ length: 120 }, (_, index) => `person${index}@crowd-${number}.example`);
    return { to: people.join(', '), recipients: [SUPPORT, ...people] };
  },
  'an inbox that is none': () => ({ to: 'nobody@help.example.com', recipients: ['nobody@help.example.com'] }),
  'an envelope that says otherwise': () => ({ to: 'boss@elsewhere.example', recipients: [SUPPORT] }),
  'two inboxes': () => ({
    to: `${SUPPORT}, it@help.example.com`,
    recipients: [SUPPORT, 'it@help.example.com'],
  }),
  'line ends of every kind': (number) => {
    const ends = ['\n', '\r', '\r\r\n', '\n\r', '\n.\n', '\r.\r', '\n.\r'];
    return { body: ['One', 'two', 'three.'].join(ends[number % ends.length]) };
  },
  'a mail in a mail': (number) => {
    const end = ['\n.\n', '\n.\r\n', '\r.\r\n', '\r\n.\n', '\r\n.\r'][number % 5];
    const smuggled = `MAIL FROM:<smuggler@trap.example>\r\nRCPT TO:<${SUPPORT}>\r\nDATA\r\nFrom: smuggler@trap.example\r\nSubject: Smuggled\r\n\r\nIn.`;
    return { body: `Hello.${end}${smuggled}${end}` };
  },
  'lines that begin with dots': () => ({ body: '.\r\n..\r\n.hidden\r\n...three\r\n' }),
  'eight bits that nobody announced': (number) => ({
    raw: Buffer.concat([
      Buffer.from(`From: customer@latin-${number}.example\r\nTo: ${SUPPORT}\r\nSubject: `),
      Buffer.from('Gerät für München\r\n\r\nEs druckt nur grau, größer geht nicht.', 'latin1'),
    ]),
  }),
  'NULs everywhere': (number) => ({
    subject: 'Prin\0ter',
    head: [`X-\0: \0${number}`],
    body: Buffer.from('It \0prints\0\0 grey.\0'),
  }),
  nothing: () => ({ raw: '' }),
  'nothing but blank lines': () => ({ raw: '\r\n\r\n\r\n' }),
  'a header and nothing else': (number) => ({ raw: `From: customer@empty-${number}.example` }),
  'no subject, no text': (number) => ({
    raw: `From: customer@blank-${number}.example\r\nTo: ${SUPPORT}\r\nMessage-ID: <blank-${number}@b.example>\r\n\r\n`,
  }),
  'no sender': (number) => ({
    mailFrom: '',
    raw: `To: ${SUPPORT}\r\nSubject: Who am I? ${number}\r\n\r\nGuess.`,
  }),
  'several senders': (number) => ({ from: `a@many-${number}.example, b@many-${number}.example` }),
  'one Message-ID for every mail': (number) => ({
    head: ['Message-ID: <always@careless.example>'],
    from: 'scanner@careless.example',
    body: `Page ${number}.`,
  }),
  'one mail three times': (number) => ({
    raw: `From: eager@eager-${number % 10}.example\r\nTo: ${SUPPORT}\r\nSubject: Once\r\nMessage-ID: <once-${number % 10}@e.example>\r\n\r\nOnce.`,
    same: `once ${number % 10}`,
  }),
  'a newsletter': () => ({ head: ['List-Id: <news.example>', 'List-Unsubscribe: <mailto:u@n.example>'] }),
  'a virus': () => ({ head: ['X-Local-Verdicts: virus=FAIL'] }),
  spam: () => ({ head: ['X-Local-Verdicts: spam=FAIL'] }),
  'a domain that disowns it': () => ({ head: ['X-Local-Verdicts: dmarc=FAIL policy=reject'] }),
  'answers that go to an agent': (_, { toAgent }) => ({ head: [`Reply-To: ${toAgent.reader}`] }),
  'a header in a header': (number) => ({
    from: `=?utf-8?q?Ada=0D=0ABcc:_all=40shop.example?= <customer@inject-${number}.example>`,
    subject: `=?utf-8?q?Hello=0D=0ABcc:_all=40shop.example=0D=0A=0D=0Abody?=`,
  }),
  'words that mean something to programs': (number) => ({
    from: `"{{ 7 | times: 7 }}" <__proto__@constructor-${number}.example>`,
    subject: '{{ ticket | json }} {% include "x" %} <script>alert(1)</script> $&',
    head: [
      'Message-ID: <__proto__>',
      'In-Reply-To: <constructor>',
      'References: <toString> <hasOwnProperty>',
    ],
    body: `#done\r\n__proto__: x\r\nconstructor: y\r\n${number}`,
  }),
  'one who cannot stop': (number) => ({
    from: 'eager@flood.example',
    subject: `Help ${number}`,
    body: `Help me, for the ${number}th time.`,
  }),
} satisfies Record<string, Attacker>;

export type AttackerName = keyof typeof ATTACKERS | typeof LARGE_NAME;

const LARGE_NAME = 'a file of 5 MB';
const LARGE = 5 * 1024 * 1024;

/** @param each how many of every kind. */
export function attacks(each: number, seen: { toCustomer: Seen; toAgent: Seen }[]): Attack[] {
  const chosen = Object.entries<Attacker>(ATTACKERS).flatMap(([name, attacker]) =>
    Array.from({ length: each }, (_, index) => {
      const known = seen[index % seen.length];
      if (!known) throw new Error('the attackers have seen no mail of the desk');
      return attack(name, index, attacker(index, known));
    }),
  );
  return [...chosen, attack(LARGE_NAME, 0, largeMail())];
}

function largeMail(): Written {
  const file = Buffer.alloc(LARGE, 'stepdesk').toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return {
    head: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
    body: `--b\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/octet-stream; name=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n--b--\r\n`,
  };
}

function attack(name: string, number: number, written: Written): Attack {
  const from = written.from ?? `customer@buyer-${name.length}-${number}.example`;
  const { to = SUPPORT, subject = 'Printer', head = [], body = 'It prints only grey.', raw } = written;
  const { recipients = [SUPPORT], mailFrom = addressIn(from), same = `${name} ${number}` } = written;
  const hasId = head.some((line) => /^message-id:/i.test(line));
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(hasId ? [] : [`Message-ID: <${name.replaceAll(/\W+/g, '.')}-${number}@attack.example>`]),
    ...(head.some((line) => /^content-type:/i.test(line)) ? [] : [plain]),
    ...head,
    '',
    '',
  ];
  const whole = raw ?? Buffer.concat([Buffer.from(lines.join('\r\n')), Buffer.from(body)]);
  return { name, same, mailFrom, recipients, raw: Buffer.from(whole) };
}

function addressIn(from: string): string {
  return /[^\s<,]+@[^\s>,]+/.exec(from)?.[0] ?? '';
}
