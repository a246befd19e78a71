import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerStep, openStepIds, writeTo } from '../stories/people.ts';
import { answerTo, lastOf } from '../stories/world.ts';
import type { ReceivedMail } from '../stories/world.ts';
import { MALWARE } from './emulated-guardduty.ts';
import { openEmulatedWorld } from './emulated-world.ts';
import type { EmulatedWorld } from './emulated-world.ts';

const SUPPORT = 'support@help.example.com';
const CUSTOMER = 'customer@shop.example';

let world: EmulatedWorld;
beforeEach(async () => {
  world = await openEmulatedWorld();
});
afterEach(() => world.close());

async function askForHelp(text = 'The printer prints nothing.'): Promise<void> {
  await world.sendMail({ from: CUSTOMER, to: SUPPORT, subject: 'Printer', text });
}

async function onlyTicket() {
  const refs = await world.tickets();
  expect(refs).toHaveLength(1);
  const ticket = await world.ticket(refs[0] ?? '');
  const agent = ticket.participants.find((one) => one.id === ticket.steps[0]?.owner)?.address ?? '';
  return { ...ticket, agent };
}

async function lastMail(address: string): Promise<ReceivedMail> {
  return lastOf(await world.mailbox(address));
}

describe('long texts and files lie in the bucket', () => {
  const long = `${'A line of a long report.\n'.repeat(1600)}The end of the report.`;

  test('a customer’s long mail with a file is taken in whole', async () => {
    const log = { filename: 'printer.log', content: 'jam in tray 2', contentType: 'text/plain' };
    await world.sendMail({ from: CUSTOMER, to: SUPPORT, subject: 'Printer', text: long, attachments: [log] });
    const { messages, agent } = await onlyTicket();
    expect(messages[0]?.textKey).toMatch(/^text\//);
    expect(messages[0]?.attachments).toMatchObject([{ name: 'printer.log', size: 13 }]);
    expect(messages[0]?.attachments[0]?.blobKey).toMatch(/^att\//);
    const { text } = await lastMail(agent);
    expect(text).toContain('A line of a long report.');
    const whole = new URL(/\[There is more\. All of it: (\S+)\]/.exec(text)?.[1] ?? '').pathname;
    const led = await world.http(whole);
    expect(led.status).toBe(302);
    const response = await fetch(led.headers.get('location') ?? '');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(long);
  });

  test('an agent’s long answer with a file reaches the customer whole', async () => {
    await askForHelp();
    const { agent } = await onlyTicket();
    const manual = { filename: 'manual.txt', content: 'Open tray 2.', contentType: 'text/plain' };
    const answer = answerTo(await lastMail(agent), { from: agent, text: long });
    await world.sendMail({ ...answer, attachments: [manual] });
    const received = await lastMail(CUSTOMER);
    expect(received.text).toContain('The end of the report.');
    expect(received.attachments).toEqual(['manual.txt']);
  });

  test('a system’s long report is taken in whole', async () => {
    const url = `https://status.example.com/9?trace=${'0123456789'.repeat(4000)}`;
    const alert = {
      id: '9',
      service: 'checkout',
      summary: 'Slow',
      severity: 'minor',
      since: world.now(),
      url,
    };
    const body = JSON.stringify({ type: 'alert.opened', alert });
    const headers = await world.signWebhook({ source: 'monitoring', id: 'msg_long', body });
    await world.http('/webhooks/monitoring', { method: 'POST', headers, body });
    const [ref = ''] = await world.tickets();
    expect((await world.ticket(ref)).messages[0]?.textKey).toMatch(/^text\//);
  });
});

describe('GuardDuty scans files', () => {
  const letter = { filename: 'letter.pdf', content: '%PDF-1.7', contentType: 'application/pdf' };
  const send = (...attachments: (typeof letter)[]) =>
    world.sendMail({ from: CUSTOMER, to: SUPPORT, subject: 'Printer', text: 'See there.', attachments });
  const linkIn = ({ text }: ReceivedMail) => new URL(/\S+\/files\/\S+/.exec(text)?.[0] ?? '').pathname;

  test('while it does, an agent gets where the file will be; later it is there', async () => {
    world.stopScanner();
    await send(letter);
    const { agent } = await onlyTicket();
    const brought = await lastMail(agent);
    expect(brought.attachments).toEqual([]);
    expect(brought.text).toContain(
      'Not with this mail: letter.pdf, for it is still being scanned for malware.',
    );
    expect((await world.http(linkIn(brought))).status).toBe(403);

    await world.startScanner();
    const led = await world.http(linkIn(brought));
    expect(led.status).toBe(302);
    const response = await fetch(led.headers.get('location') ?? '');
    expect(await response.text()).toBe(letter.content);
  });

  test('malware is kept back, whoever sends it again', async () => {
    const infected = { ...letter, content: `%PDF-1.7 ${MALWARE}` };
    await send(infected, letter);
    const { agent } = await onlyTicket();
    const brought = await lastMail(agent);
    expect(brought.attachments).toEqual(['letter.pdf']);
    expect(brought.text).toContain('for malware was found in it (EICAR-Test-File (not a virus))');
    await world.sendMail({ ...answerTo(brought, { from: agent, text: 'Look.' }), attachments: [infected] });
    expect((await lastMail(CUSTOMER)).attachments).toEqual([]);
  });
});

test.each(['eu-west-1.amazonses.com', 'email.amazonses.com'])(
  'an answer that names nothing but the id that SES gave, at %s, finds its ticket',
  async (host) => {
    await askForHelp();
    const { messageId } = await lastMail(CUSTOMER);
    await world.sendMail({
      from: CUSTOMER,
      to: SUPPORT,
      subject: 'From my phone',
      text: 'It smokes now.',
      inReplyTo: messageId.replace(/@.*/, `@${host}`),
    });
    expect((await onlyTicket()).messages.map((message) => message.text)).toContain('It smokes now.');
  },
);

describe('SES tells how a mail fared', () => {
  test('an address that bounces for good is noted, once', async () => {
    await askForHelp();
    const bounce = {
      eventType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: CUSTOMER, status: '5.1.1' }],
      },
    };
    await world.reportMail(CUSTOMER, { detailType: 'Email Bounced', detail: bounce });
    await world.reportMail(CUSTOMER, { detailType: 'Email Bounced', detail: bounce });
    const { participants, events } = await onlyTicket();
    const [customer] = participants.filter(({ address }) => address === CUSTOMER);
    expect(customer?.undeliverable).toMatchObject({ code: '5.1.1' });
    expect(
      events.filter(
        ({ type }) => type === 'mail_bounced' || type === 'mail_failed' || type === 'delivery_failed',
      ),
    ).toHaveLength(1);
  });

  test('a mail of another desk in the same account is not ours', async () => {
    await askForHelp();
    const before = (await onlyTicket()).ticket.version;
    const detail = { eventType: 'Bounce', mail: { tags: { 'ses:configuration-set': ['another-desk'] } } };
    await world.reportMail(CUSTOMER, { detailType: 'Email Bounced', detail });
    expect((await onlyTicket()).ticket.version).toBe(before);
  });
});

describe('the table’s stream stands still', () => {
  test('the sweep does its work, and what the stream brings late changes nothing', async () => {
    world.stopStream();
    await askForHelp();
    expect(await world.mailbox(CUSTOMER)).toEqual([]);

    await world.advance('PT2H');
    await world.advance('PT10M');
    const { ticket, agent } = await onlyTicket();
    expect(await world.mailbox(CUSTOMER)).toHaveLength(1);
    const assignment = (await world.mailbox(agent))[0];
    expect(assignment?.text).toContain('The printer prints nothing.');
    if (!assignment) throw new Error('nobody was asked');

    await world.sendMail(answerTo(assignment, { from: agent, text: '#done\nNow it prints.' }));
    await world.advance('PT10M');
    await world.sendMail(
      answerTo(await lastMail(CUSTOMER), { from: CUSTOMER, text: 'Yes, it works. Thanks!' }),
    );
    await world.advance('PT10M');
    await world.sendMail(
      answerTo(await lastMail(CUSTOMER), { from: CUSTOMER, text: 'It is broken again, as before.' }),
    );
    await world.advance('PT10M');
    expect((await world.ticket(ticket.ref)).ticket).toMatchObject({ status: 'open', process: { run: 2 } });

    await world.advance('PT10M');
    const mails = await Promise.all([CUSTOMER, agent].map((address) => world.mailbox(address)));
    await world.startStream();
    expect(await Promise.all([CUSTOMER, agent].map((address) => world.mailbox(address)))).toEqual(mails);
  });

  test('a ticket whose deadlines nobody watches is found, and its owner reminded', async () => {
    world.stopStream();
    await askForHelp();
    await world.advance('P2D');
    expect((await onlyTicket()).events.map(({ type }) => type)).toContain('deadlines_restarted');
    await world.startStream();
    const { ticket, events } = await onlyTicket();
    expect(events.map(({ actor }) => actor)).toContain('deadlines');
    expect(new Set(ticket.fired).size).toBe(ticket.fired.length);
  });
});

describe.each(['support', 'it', 'bugs', 'hr'])('a mail to %s that turns out to be nothing', (inbox) => {
  const mail = { to: `${inbox}@help.example.com`, subject: 'A trial', text: 'Nothing is slow.' };

  async function closeEarly(ref: string): Promise<void> {
    const [step = ''] = await openStepIds(world, ref);
    await answerStep(world, ref, step, '#close withdrawn He only tried it.');
  }

  test('ends with its run', async () => {
    const ref = await writeTo(world, mail);
    await closeEarly(ref);
    expect(statusOfRuns(ref)).not.toContain('RUNNING');
  });

  test('ends with its run, too, when all is left to the sweep', async () => {
    world.stopStream();
    const ref = await writeTo(world, mail);
    await world.advance('PT10M');
    await world.advance('PT10M');
    await closeEarly(ref);
    await world.advance('PT10M');
    expect(statusOfRuns(ref)).not.toContain('RUNNING');
  });

  const statusOfRuns = (ref: string) => world.runs(ref).map(({ status }) => status);
});

test('a resolved ticket that its customer opens again leaves no run of the past behind', async () => {
  await askForHelp();
  const { agent, ticket } = await onlyTicket();
  await world.sendMail(answerTo(await lastMail(agent), { from: agent, text: '#done\nNow it prints.' }));
  await world.sendMail(
    answerTo(await lastMail(CUSTOMER), { from: CUSTOMER, text: 'Yes, it works. Thanks!' }),
  );
  await world.sendMail(
    answerTo(await lastMail(CUSTOMER), { from: CUSTOMER, text: 'It is broken again, as before.' }),
  );
  const running = world.runs(ticket.ref).filter(({ status }) => status === 'RUNNING');
  expect(running.map(({ name }) => name.replace(/-d\d+$/, '-d'))).toEqual([
    `${ticket.ref}-d`,
    `${ticket.ref}-r2`,
  ]);
});
