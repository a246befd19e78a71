import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { addressFamily } from '../../functions/core/organisation.ts';
import { postWorld, replyTo, withoutHeaders } from './post-world.ts';
import type { Posted, PostWorld } from './post-world.ts';
import { HOUR, MINUTE } from './ticket-world.ts';

/**
 * The desk against machines that answer whatever they get: automatic mails sent ≤ 2 × messages of people received +
 * reminders due, for every correspondent. The desk runs whole, from take-in to what the mail service is given.
 */

/** A machine that writes once and then answers each mail that it gets. */
interface Machine {
  home: string;
  begins: Partial<InboundMessage>;
  answers(mail: Posted, round: number): Partial<InboundMessage>;
}

const box = (address: string) => ({ address, name: '' });
const byMachine = { class: 'auto_reply', answerable: false } as const;
const looksHuman = { class: 'human', answerable: true } as const;
const said = (text: string) => ({ text, reply: text });
const SUPPORT = { to: [box('support@help.example.com')] };

const machines: Record<string, Machine> = {
  honestAutoResponder: {
    home: 'away@one.example',
    begins: { ...said('When do you open?'), ...looksHuman },
    answers: (mail) => ({ ...replyTo(mail, 'I am away.'), ...byMachine }),
  },
  secretAutoResponder: {
    home: 'office@two.example',
    begins: { ...said('When do you open?'), ...looksHuman },
    answers: (mail, round) => ({
      ...replyTo(mail, `Thank you for your message. It is our number ${round} of today.`),
      ...looksHuman,
    }),
  },
  addressChanger: {
    home: 'case@three.example',
    begins: {
      ...said('Your enquiry has been registered. Our reference is 0, please keep it.'),
      ...looksHuman,
    },
    answers: (mail, round) => ({
      ...withoutHeaders(replyTo(mail, '')),
      ...said(`Your enquiry has been registered. Our reference is ${round}, please keep it.`),
      subject: `Ticket received [#${round}]`,
      from: box(`case+${round}@three.example`),
      ...looksHuman,
    }),
  },
  bouncer: {
    home: 'gone@four.example',
    begins: { ...said('Please call me.'), ...looksHuman },
    answers: (mail) => ({
      ...SUPPORT,
      from: box('mailer-daemon@four.example'),
      class: 'bounce',
      answerable: false,
      bounce: {
        recipients: [mail.to.address],
        status: '5.1.1',
        hard: true,
        reason: 'user unknown',
        originalMessageId: mail.messageId,
      },
      evidence: { recipients: ['support@help.example.com'], inReplyTo: null, references: [] },
    }),
  },
  forwarder: {
    home: 'team@five.example',
    begins: { ...said('Where is my order?'), ...looksHuman },
    answers: (mail) => ({
      ...withoutHeaders(replyTo(mail, '')),
      ...said(`---------- Forwarded message ----------\n${mail.text}`),
      subject: `Fwd: ${mail.subject}`,
      from: box('all@five.example'),
      ...looksHuman,
    }),
  },
  subjectQuoter: {
    home: 'orders@seven.example',
    begins: { ...said('We need a quotation.'), ...looksHuman },
    answers: (mail, round) => ({
      ...withoutHeaders(replyTo(mail, '')),
      ...said('Thank you. Somebody of our house will read it.'),
      subject: `Received: ${mail.subject}`,
      from: box(`${'abcdefghij'.charAt(round % 10).repeat(round)}@seven.example`),
      ...looksHuman,
    }),
  },
  otherHelpDesk: {
    home: 'help@six.example',
    begins: { ...said('We need a quotation.'), ...looksHuman },
    answers: (mail, round) => ({
      ...withoutHeaders(replyTo(mail, `Ticket ${round} has been opened for: ${mail.subject}`)),
      subject: `[#${round}] Ticket received: ${mail.subject}`,
      ...looksHuman,
    }),
  },
};

interface Ledger {
  automatic: number;
  people: number;
  reminders: number;
}

/** Lets machines and desk write to each other until nobody has anything to say, or for so many rounds. */
async function converse(world: PostWorld, names: string[], rounds: number): Promise<Map<string, Ledger>> {
  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (address: string) => {
    const family = addressFamily(address);
    const ledger = ledgers.get(family) ?? { automatic: 0, people: 0, reminders: 0 };
    ledgers.set(family, ledger);
    return ledger;
  };
  const write = async (machine: Machine, different: Partial<InboundMessage>) => {
    const from = different.from ?? box(machine.home);
    if (different.class === 'human') ledgerOf(from.address).people += 1;
    await world.takeIn({ ...SUPPORT, ...different, from });
  };
  const taking = names.map((name) => machines[name]).filter((machine) => machine !== undefined);
  for (const machine of taking) await write(machine, machine.begins);
  for (let round = 1; round <= rounds; round++) {
    const mails = await world.post();
    if (mails.length === 0) break;
    world.wait(MINUTE);
    for (const mail of mails) {
      const ledger = ledgerOf(mail.to.address);
      if (mail.headers['Auto-Submitted'] === 'auto-generated') ledger.reminders += 1;
      else ledger.automatic += 1;
      const domain = mail.to.address.split('@')[1] ?? '';
      const machine = taking.find(({ home }) => home.endsWith(`@${domain}`));
      if (machine) await write(machine, machine.answers(mail, round));
    }
  }
  return ledgers;
}

test.each(Object.keys(machines))('the desk and a %s are silent after two rounds', async (name) => {
  const world = postWorld();
  await converse(world, [name], 50);
  expect(world.posted.length).toBeLessThanOrEqual(2);
});

test('automatic mails sent ≤ 2 × messages of people received + reminders due, whoever writes to whom', async () => {
  const names = fc.uniqueArray(fc.constantFrom(...Object.keys(machines)), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(names, fc.array(names, { maxLength: 3 }), async (first, later) => {
      const world = postWorld();
      for (const taking of [first, ...later]) {
        const before = world.posted.length;
        const ledgers = await converse(world, taking, 40);
        for (const { automatic, people, reminders } of ledgers.values())
          expect(automatic).toBeLessThanOrEqual(2 * people + reminders);
        expect(world.posted.length - before).toBeLessThanOrEqual(2 * taking.length);
        world.wait(HOUR);
      }
    }),
    { numRuns: 25 },
  );
});

test('two machines that were brought onto one ticket do not answer each other through it', async () => {
  const world = postWorld();
  const ref = await world.ask({ from: box('away@one.example'), cc: [box('office@two.example')] });
  for (let round = 0; round < 20; round++)
    for (const mail of await world.post()) {
      const machine = mail.to.address.endsWith('one.example')
        ? machines['honestAutoResponder']
        : machines['secretAutoResponder'];
      await world.takeIn({ from: mail.to, ...machine?.answers(mail, round) });
    }
  expect(world.posted.map(({ to }) => to.address)).toEqual(['away@one.example']);
  expect((await world.messages(ref)).length).toBeLessThanOrEqual(2);
});
