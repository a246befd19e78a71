import { meteredTable } from '../../functions/aws/metered-table.ts';
import type { RequestUnits } from '../../functions/aws/metered-table.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { localClock } from '../clock.ts';
import { composeMail } from '../compose-mail.ts';
import { openLocalDesk } from '../local-desk.ts';
import type { LocalDesk } from '../local-desk.ts';
import type { Measured } from './measuring.ts';
import { prices } from './price-table.ts';

const CUSTOMER = 'customer@shop.example';
const HOUR = 3_600_000;

/** What one ticket used, counted while it was played. */
interface Usage {
  units: RequestUnits;
  /** Write units of taking in one mail, on average. */
  writesPerMail: number;
  transitions: number;
  mailsIn: number;
  mailsOut: number;
  /** Calls of each function. */
  invocations: { mail: number; step: number; review: number; relay: number; send: number };
}

/** Memory and time of a call: what the stack gives the functions, and durations assumed, not measured. */
const assumed = { mail: { gigabytes: 1.769, seconds: 0.25 }, other: { gigabytes: 0.512, seconds: 0.1 } };
const rawMailGigabytes = 40 / 1024 / 1024;

/**
 * (d) The standard ticket: three days, six messages, five steps, three reminders, and a day later the question how it
 * went. (e) The same with ten times the messages.
 */
export async function measureTicketCost(desk: Desk): Promise<Measured[]> {
  const standard = await playTicket(desk, 0);
  const fiveTimes = await playTicket(desk, 24);
  const tenTimes = await playTicket(desk, 54);
  const nearby = (fiveTimes.units.write - standard.units.write) / 24;
  const faraway = (tenTimes.units.write - fiveTimes.units.write) / 30;
  const calls = Object.values(standard.invocations).reduce((sum, count) => sum + count, 0);
  return [
    { what: 'mails in', value: standard.mailsIn, unit: '' },
    { what: 'mails out', value: standard.mailsOut, unit: '' },
    { what: '(d) Step Functions transitions', value: standard.transitions, unit: '', goal: 45 },
    { what: 'Lambda invocations', value: calls, unit: '' },
    { what: 'DynamoDB write units', value: standard.units.write, unit: '' },
    { what: 'DynamoDB read units', value: standard.units.read, unit: '' },
    { what: '(d) write units to take in a mail', value: standard.writesPerMail, unit: '', goal: 20 },
    {
      what: `(d) dollars per 1,000 tickets, prices of ${prices.readOn}`,
      value: 1000 * dollarsOf(standard),
      unit: '$',
      goal: 3,
    },
    { what: 'write units for each message more, up to 30 messages', value: nearby, unit: '' },
    {
      what: '(e) the same from 30 to 60 messages, as a ratio',
      value: faraway / nearby,
      unit: 'times',
      goal: 1.1,
    },
  ];
}

async function playTicket(desk: Desk, moreMessages: number): Promise<Usage> {
  const clock = localClock({ mode: { kind: 'manual' }, startAt: '2026-11-23T09:00:00.000Z' });
  const calls = { step: 0, review: 0 };
  const meter: { units: () => RequestUnits } = { units: () => ({ write: 0, read: 0 }) };
  const local = await openLocalDesk({
    folder: null,
    desk,
    clock,
    pagesUrl: 'http://127.0.0.1:8080',
    log: () => undefined,
    observe: {
      table: (table) => {
        const metered = meteredTable(table);
        meter.units = metered.units;
        return metered.table;
      },
      invoked: (functionName) => {
        calls[functionName === 'open-step' ? 'step' : 'review'] += 1;
      },
    },
  });
  const play = { local, mailsIn: 0, takingIn: 0, writes: () => meter.units().write };
  const pass = (hours: number) => local.advanceTo(instantOf(millisOf(clock.now()) + hours * HOUR));

  await send(play, { from: CUSTOMER, to: desk.inboxes[0]?.address ?? '', text: words('It prints nothing.') });
  await pass(5);
  const agent = await ownerOf(local);
  for (let message = 0; message < moreMessages; message += 2) {
    await answerLast(play, agent, words('Please try another cable.'));
    await answerLast(play, CUSTOMER, words('That did not help.'));
  }
  await answerLast(play, agent, `#done\n${words('A new cable is on its way.')}`);
  await pass(49);
  await answerLast(play, CUSTOMER, 'Yes, it works. Thank you!');
  for (const form of await openForms(local)) await answerLast(play, form.owner, form.text);
  await pass(25);

  const [ref = ''] = local.tickets().map((ticket) => ticket.ref);
  const details = await local.ticketDetails(ref);
  if (details?.ticket.status !== 'closed') throw new Error('the standard ticket did not close');
  if (!details.ticket.survey?.askedAt) throw new Error('nobody was asked how it went');
  const usage: Usage = {
    units: meter.units(),
    writesPerMail: play.takingIn / play.mailsIn,
    transitions: local.counters().transitions,
    mailsIn: play.mailsIn,
    mailsOut: details.outbox.reduce((sum, item) => sum + item.deliveries.length, 0),
    invocations: {
      mail: play.mailsIn,
      ...calls,
      relay: details.outbox.length,
      send: details.outbox.reduce((sum, item) => sum + item.deliveries.length, 0),
    },
  };
  await local.close();
  return usage;
}

interface Play {
  local: LocalDesk;
  mailsIn: number;
  /** Write units of the transactions that took mails in. */
  takingIn: number;
  writes: () => number;
}

async function send(
  play: Play,
  mail: { from: string; to: string; text: string; answers?: string },
): Promise<void> {
  const raw = await composeMail({
    from: { name: '', address: mail.from },
    to: [{ name: '', address: mail.to }],
    subject: 'The printer',
    text: mail.text,
    messageId: `bench-${play.mailsIn}@shop.example`,
    date: play.local.clock.now(),
    ...(mail.answers
      ? { headers: { 'In-Reply-To': `<${mail.answers}>`, References: `<${mail.answers}>` } }
      : {}),
  });
  const before = play.writes();
  let taken = before;
  const stop = play.local.onTakenIn(() => (taken = play.writes()));
  await play.local.receiveMail(raw, { mailFrom: mail.from, recipients: [mail.to] });
  await play.local.settle();
  stop();
  play.mailsIn += 1;
  play.takingIn += taken - before;
}

async function answerLast(play: Play, who: string, text: string): Promise<void> {
  const last = (await play.local.mailbox(who)).at(-1);
  if (!last) throw new Error(`${who} has no mail to answer`);
  const to = last.headers['reply-to'] ?? '';
  const answers = last.headers['message-id']?.replaceAll(/[<>]/g, '');
  await send(play, { from: who, to: /<(.+)>/.exec(to)?.[1] ?? to, text, ...(answers ? { answers } : {}) });
}

async function ownerOf(local: LocalDesk): Promise<string> {
  const details = await local.ticketDetails(local.tickets()[0]?.ref ?? '');
  const owner = details?.participants.find((participant) => participant.id === details.steps[0]?.owner);
  if (!owner) throw new Error('nobody owns the first step');
  return owner.address;
}

async function openForms(local: LocalDesk): Promise<{ owner: string; text: string }[]> {
  const details = await local.ticketDetails(local.tickets()[0]?.ref ?? '');
  return (details?.steps ?? [])
    .filter((step) => step.state.kind === 'open' && step.definition.kind === 'form')
    .map((step) => {
      const fields = 'form' in step.definition ? Object.entries(step.definition.form) : [];
      const lines = fields.map(([name, field]) => `${name}: ${field.options?.[0] ?? 'a worn cable'}`);
      const owner = details?.participants.find((participant) => participant.id === step.owner);
      return { owner: owner?.address ?? '', text: lines.join('\n') };
    });
}

/** As long as people’s mails are: some 600 characters. */
function words(beginning: string): string {
  return `${beginning}\n\n${'We looked at it again this morning and found nothing unusual. '.repeat(9)}`;
}

function dollarsOf(usage: Usage): number {
  const { mail, step, review, relay, send } = usage.invocations;
  const others = step + review + relay + send;
  const computing =
    mail * assumed.mail.gigabytes * assumed.mail.seconds +
    others * assumed.other.gigabytes * assumed.other.seconds;
  return (
    usage.transitions * prices.stepFunctionsTransition +
    (mail + others) * prices.lambdaRequest +
    computing * prices.lambdaGigabyteSecond +
    usage.units.write * prices.dynamoWriteUnit +
    usage.units.read * prices.dynamoReadUnit +
    usage.mailsIn *
      (prices.sesMailIn + prices.snsPublish + 3 * prices.sqsRequest + prices.s3Put + prices.s3Get) +
    usage.mailsIn * rawMailGigabytes * 12 * prices.s3GigabyteMonth +
    usage.mailsOut * (prices.sesMailOut + 3 * prices.sqsRequest)
  );
}
