import { expect } from 'vitest';
import type { OutgoingMail } from '../../functions/app/ports.ts';
import { deskMachines } from '../../local/desk-machines.ts';
import { lambdaWorld, SENDS_AUTOMATIC_MAIL, SENDS_WORDS } from './lambda-world.ts';
import type { LambdaWorld, Stream } from './lambda-world.ts';
import type { Fate, PortCall } from './mortal-ports.ts';
import { deskOfAllKinds, orderIn, tellOrder } from './order-of-all-kinds.ts';

/** One death: at which call of a port, and what happens to an outbox item that was being relayed. */
interface Death extends PortCall {
  fate: Fate;
  stream: Stream;
}

/** What came of a story in which nobody died. */
interface Calm {
  effects: unknown;
  mails: string[];
  deaths: Death[];
}

const machines = deskMachines(deskOfAllKinds);

/** The story without a death, and every death that there may be in it. */
export async function calmStory(): Promise<Calm> {
  const lambdas = await told({ fate: null, stream: 'tries_again' });
  const streams = (by: string): Stream[] => (by === 'relays' ? ['tries_again', 'gives_up'] : ['tries_again']);
  const deaths = lambdas.calls.flatMap(({ by, name }, call) =>
    (['before', 'after'] as const).flatMap((when) =>
      streams(by).map((stream): Death => ({ by, name, fate: { call, when }, stream })),
    ),
  );
  return { effects: await effectsOf(lambdas), mails: lambdas.sent.map(wordsOf).toSorted(), deaths };
}

/** What is promised of some of the deaths. */
interface Promised {
  what: string;
  covers: (death: Death) => boolean;
  holds: (death: Death, calm: Calm) => Promise<void>;
}

export const promised: Promised[] = [
  {
    what: 'everything happens once, whoever dies and is called again',
    covers: (death) => !diesSending(death),
    holds: onceEach,
  },
  {
    what: 'a person’s words whose sender dies while sending are not lost, and come twice under one name at most',
    covers: (death) => diesSending(death) && death.by === SENDS_WORDS,
    holds: onceOrTwiceUnderOneName,
  },
  {
    what: 'automatic mail whose sender dies while sending is left `unknown`: it came once or not at all',
    covers: (death) => diesSending(death) && death.by === SENDS_AUTOMATIC_MAIL,
    holds: onceOrUnknown,
  },
];

async function onceEach(death: Death, calm: Calm): Promise<void> {
  const { sent } = await tellWith(death, calm);
  expect(sent.map(wordsOf).toSorted(), nameOf(death)).toEqual(calm.mails);
}

async function onceOrTwiceUnderOneName(death: Death, calm: Calm): Promise<void> {
  const { sent } = await tellWith(death, calm);
  const once = new Map(sent.map((mail) => [mail.headers['X-Stepdesk-Delivery'], wordsOf(mail)]));
  expect([...once.values()].toSorted(), nameOf(death)).toEqual(calm.mails);
  expect(sent.length - once.size, nameOf(death)).toBe(isOut(death) ? 1 : 0);
}

async function onceOrUnknown(death: Death, calm: Calm): Promise<void> {
  const lambdas = await tellWith(death, calm);
  const came = lambdas.sent.map(wordsOf);
  expect(
    came.filter((words) => !calm.mails.includes(words)),
    nameOf(death),
  ).toEqual([]);
  expect(calm.mails.length - came.length, nameOf(death)).toBe(isOut(death) ? 0 : 1);
  expect(await deliveriesLeftUnknown(lambdas), nameOf(death)).toBe(1);
}

/** Whoever comes after cannot tell whether the mail was sent. */
function diesSending({ by, name, fate }: Death): boolean {
  if (by !== SENDS_WORDS && by !== SENDS_AUTOMATIC_MAIL) return false;
  const isClaimed = name !== 'store.claimDelivery' || fate.when === 'after';
  const isRecorded = name === 'store.recordDelivery' && fate.when === 'after';
  return isClaimed && !isRecorded;
}

/** The mail service has it. */
function isOut({ name, fate }: Death): boolean {
  return name === 'store.recordDelivery' || (name === 'mailer.send' && fate.when === 'after');
}

async function deliveriesLeftUnknown(lambdas: LambdaWorld): Promise<number> {
  const tickets = await ticketsOf(lambdas);
  const deliveries = await Promise.all(tickets.map((ref) => lambdas.world.store.deliveries(ref)));
  return deliveries.flat().filter(({ state }) => state.kind === 'unknown').length;
}

/** Tells the story with one death. All but the mails must be as if nobody had died. */
async function tellWith(death: Death, calm: Calm): Promise<LambdaWorld> {
  const lambdas = await told(death);
  expect(await effectsOf(lambdas), nameOf(death)).toEqual(calm.effects);
  return lambdas;
}

function nameOf({ by, name, fate, stream }: Death): string {
  const end = stream === 'gives_up' ? ', and the stream gives up' : '';
  return `who ${by} dies ${fate.when} ${name} (call ${fate.call})${end}`;
}

async function told({ fate, stream }: { fate: Fate | null; stream: Stream }): Promise<LambdaWorld> {
  const lambdas = lambdaWorld({ desk: deskOfAllKinds, machines, fate, stream });
  await tellOrder(lambdas);
  return lambdas;
}

/** Of each ticket, each run and each call. */
async function effectsOf(lambdas: LambdaWorld): Promise<unknown> {
  const tickets = await ticketsOf(lambdas);
  const effects = await Promise.all(tickets.map((one) => ticketEffects(lambdas, one)));
  return { tickets: effects, calls: new Set(lambdas.called).size };
}

async function ticketsOf(lambdas: LambdaWorld): Promise<string[]> {
  const ref = await orderIn(lambdas);
  const { links = [] } = (await lambdas.world.stateOf(ref)).ticket;
  return [ref, ...links.map((link) => link.ref)];
}

async function ticketEffects({ world, runner }: LambdaWorld, ref: string) {
  const { ticket, steps, participants } = await world.stateOf(ref);
  const { status, process, closed, tags, survey, fired, links = [] } = ticket;
  const outbox = (await world.store.outbox(ref, { limit: 500 })).items;
  const ended = steps.map(({ id, visit, state }) => [
    id,
    visit,
    state.kind === 'done' ? state.outcome : state.kind,
  ]);
  return {
    ticket: { status, process, closed: closed?.code, tags, survey: survey?.cycle },
    links: links.map(({ kind }) => kind),
    fired: fired.map((rung) => rung.replace(/@.*/, '')).toSorted(),
    steps: ended.map((step) => step.join(' ')).toSorted(),
    people: participants.map(({ role, address }) => `${role} ${address}`).toSorted(),
    messages: (await world.messages(ref)).map(({ text, visibility }) => [withoutChance(text), visibility]),
    events: (await world.eventTypes(ref)).toSorted(),
    pending: outbox.filter(({ state }) => state === 'pending').length,
    runs: runner.executions(`${ref}-r`).map(({ name, status: run }) => [name.slice(ref.length), run]),
    deadlineRuns: runner.executions(`${ref}-d`).filter(({ status: run }) => run === 'RUNNING').length,
  };
}

/** Without references, links and times of day: whoever died comes a little later. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/T-[0-9A-Z]{4}-[0-9A-Z]{4}/g, 'T-…')
    .replaceAll(/(?<=\/t\/)[0-9a-z]+/g, '…')
    .replaceAll(/\d\d:\d\d/g, '…');
}

function wordsOf({ to, subject, text }: OutgoingMail): string {
  return withoutChance(`${to.address}\n${subject}\n${text}`);
}
