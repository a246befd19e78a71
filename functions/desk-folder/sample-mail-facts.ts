import type { MailFacts } from '../core/mail-facts.ts';

/** A mail that speaks of everything there is: each text of the desk is tried on it, so that it cannot fail later. */
export const sampleMailFacts: MailFacts = {
  desk: { name: 'Example Support' },
  inbox: { name: 'Example Support', address: 'support@help.example.com' },
  ticket: {
    ref: 'T-7K3M-9QXA',
    subject: 'The printer prints only grey',
    about: 'The printer prints only grey',
    priority: 'P3',
    channel: 'mail',
    alsoTo: ['it@help.example.com'],
  },
  follows: { ref: 'T-4H8P-2WZB', subject: 'The printer is out of toner', closed: 'confirmed' },
  answerSubject: 'Re: The printer prints only grey [T-7K3M-9QXA]',
  requester: { name: 'Customer', address: 'customer@shop.example' },
  participant: { name: 'Frontline', address: 'frontline@team.example' },
  firstName: 'Customer',
  statusUrl: 'https://desk.example.com/t/7k3m9qxa01a',
  replyBy: 'Tuesday 24 November 2026, 11:00 (Europe/Berlin)',
  message: {
    text: 'Since this morning it prints only grey.',
    author: 'Customer',
    fromCustomer: true,
    left: [
      {
        name: 'film.mov',
        why: 'it is too large for a mail',
        url: 'https://desk.example.com/t/7k3m9qxa01a/files/01KAREQZ0000000000000000Q1/0',
      },
      { name: 'invoice.exe', why: 'files that end in .exe are not passed on', url: '' },
    ],
    original: 'inbound/7k3m9qxa',
    flags: ['unverified'],
  },
  step: {
    id: 'investigate',
    title: 'Investigate and answer',
    kind: 'task',
    owner: 'Frontline',
    due: 'Tuesday 24 November 2026, 13:00 (Europe/Berlin)',
    outcomes: [{ word: 'done', next: 'Ask whether it is solved' }],
    fields: [
      {
        name: 'cause',
        label: 'What was the cause?',
        required: true,
        options: ['wear', 'misuse'],
        type: 'choice',
      },
    ],
    waivable: true,
  },
  offers: [{ line: '#merge T-4H8P-2WZB', why: 'the same customer has asked much the same' }],
  articles: [{ title: 'My printer prints only grey', text: 'Choose **Colour** instead of **Greyscale**.' }],
  answerGoesToCustomer: true,
  facts: {
    rung: 'step:investigate#1:0',
    metric: 'first_reply',
    step: 'investigate',
    error: 'States.Timeout',
    reason: 'These lines were not understood: #doone',
    address: 'customer@shop.example',
    code: '5.1.1',
    score: '2',
    comment: 'It took very long.',
    other: 'T-4H8P-2WZB',
    cause: 'policy',
    subject: 'Complaint',
    text: '  | I will ask my lawyer.',
    files: '- setup.exe: files that end in .exe are not passed on',
  },
  held: {
    count: 3,
    causes: [{ cause: 'spam', words: 'called spam by the mail service', count: 3 }],
    oldest: 'Monday 26 October 2026, 09:00 (Europe/Berlin)',
    expiring: 1,
    expiresFirst: 'Wednesday 25 November 2026, 09:00 (Europe/Berlin)',
    items: [
      {
        id: '01KAREQZ0000000000000000Q1',
        from: 'news@letters.example',
        subject: 'Our offers',
        cause: 'spam',
        why: 'The mail service calls it spam.',
        received: 'Monday 26 October 2026, 09:00 (Europe/Berlin)',
        goes: 'opens a ticket of support@help.example.com',
      },
    ],
    more: 2,
  },
};

/** Every name that a text may use: `step.title`. */
export const knownVariables: ReadonlySet<string> = new Set(namesIn(sampleMailFacts, ''));

function namesIn(value: object, prefix: string): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const name = prefix + key;
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? [name, ...namesIn(inner, `${name}.`)]
      : [name];
  });
}
