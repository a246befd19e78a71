import { answerStep } from '../../functions/app/answer-step.ts';
import { calledStep, takeCallback } from '../../functions/app/take-callback.ts';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { inboundMail } from '../core/inbound-builders.ts';
import { smallDesk } from '../core/small-desk.ts';
import { shippedDesk } from '../desk-folder/broken-desk.ts';
import type { Input, LambdaWorld } from './lambda-world.ts';
import { CUSTOMER, DAY, MINUTE, MONDAY, ONE, TWO } from './ticket-world.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';

const loaded = loadDesk(shippedDesk);
if (loaded.kind === 'refused') throw new Error('the shipped desk is broken');

const VENDOR = 'service@vendor.example';
const rungs = [
  { at: '50%', to: 'owner' },
  { at: '100%', to: 'role:manager', do: 'escalate' },
];
const form = (field: string, owner: string) => ({
  kind: 'form',
  owner,
  due: '3d',
  ladder: rungs,
  form: { [field]: { type: 'text', required: true } },
  on: { done: 'join' },
});

/** A process with a step of every kind. */
export const deskOfAllKinds = deskSchema.parse({
  ...smallDesk,
  hooks: [{ id: 'robot', url: 'https://robot.example/jobs' }],
  replies: loaded.desk.replies,
  processes: {
    ...smallDesk.processes,
    order: {
      id: 'order',
      title: { internal: 'Order', customer: 'Your order' },
      onReopen: 'work',
      sla: 'standard',
      survey: { after: '1h' },
      steps: {
        acknowledge: { kind: 'suggest', message: 'replies/acknowledgement.liquid', on: { done: 'sort' } },
        sort: {
          kind: 'set',
          rules: [{ words: ['prints'], set: { tags: ['printer'] } }],
          on: { done: 'work' },
        },
        work: {
          kind: 'task',
          owner: 'agent:one',
          due: '4h',
          ladder: rungs,
          on: { done: 'robot', need_info: 'ask' },
        },
        ask: {
          kind: 'customer',
          expires: { after: '7d', outcome: 'silent' },
          on: { replied: 'work', silent: 'closed' },
        },
        robot: {
          kind: 'call',
          hook: 'robot',
          limit: '4h',
          on: { done: 'approve', failed: 'closed' },
        },
        approve: {
          kind: 'approval',
          owner: 'role:manager',
          approvers: ['agent:one'],
          needed: 2,
          order: 'in_turn',
          due: '1d',
          on: { approved: 'vendor', declined: 'closed' },
        },
        vendor: {
          kind: 'external',
          to: VENDOR,
          coOwner: 'agent:one',
          message: 'replies/external-request.liquid',
          due: '2d',
          on: { answered: 'part' },
        },
        part: { kind: 'process', process: 'simple', owner: 'agent:two', due: '2d', on: { done: 'pause' } },
        pause: { kind: 'wait', for: '30m', on: { done: 'tell' } },
        tell: {
          kind: 'message',
          message: 'replies/bug-fixed.liquid',
          to: 'assignee',
          on: { done: 'verify' },
        },
        verify: {
          kind: 'verify',
          message: 'replies/verify.liquid',
          expires: { after: '5d', outcome: 'silent' },
          on: { confirmed: 'learn', rejected: 'work', silent: 'learn' },
        },
        learn: { kind: 'parallel', branches: ['cause', 'article'], on: { done: 'closed' } },
        cause: form('cause', 'agent:one'),
        article: form('article', 'agent:two'),
        closed: { kind: 'close', code: 'done' },
      },
    },
  },
  inboxes: smallDesk.inboxes.map((inbox) => ({ ...inbox, process: 'order' })),
});

interface Stage {
  name: string;
  /** Minutes until the next stage. */
  lasts: number;
  input: ((lambdas: LambdaWorld) => Promise<Input>) | null;
}

/** No stage begins when something happens by itself: a killed function must not change what comes first. */
const AN_HOUR = 60;

/** An order from its first mail until the customer has been asked how it went. */
const stages: Stage[] = [
  { name: 'the first mail', lasts: AN_HOUR, input: async () => mail('first', { from: CUSTOMER }) },
  said('a question to the customer', { by: ONE, text: '#need_info\nWhich printer is it?', role: 'reply' }),
  said('his answer', { by: CUSTOMER, text: 'The one on the first floor.', role: 'reply' }),
  { name: 'nobody does anything', lasts: 3.5 * AN_HOUR, input: null },
  said('the work is done', { by: ONE, text: '#done\nPlease try another cable.', role: 'reply' }),
  { name: 'the robot calls back', lasts: AN_HOUR, input: robotCallsBack },
  said('one of two approves', { by: TWO, text: '#approve' }),
  said('the other approves', { by: ONE, text: '#approve' }),
  said('the vendor answers', { by: VENDOR, text: 'It is on its way.' }),
  { name: 'the part is there', lasts: 2 * AN_HOUR, input: partIsThere },
  said('it works', { by: CUSTOMER, text: 'Yes, it works. Thank you!', role: 'reply' }),
  page('the cause', { step: 'cause', answers: { cause: 'a worn cable' }, by: ONE }),
  page('the article', { step: 'article', answers: { article: 'none' }, by: TWO }),
  { name: 'the survey', lasts: 2 * AN_HOUR, input: null },
];

/** The first ticket, whatever reference it was given. */
export async function orderIn({ world }: LambdaWorld): Promise<string> {
  const claim = await world.store.claimed('mail', 'mail', 'first');
  if (!claim?.ref) throw new Error('the first mail was not taken in');
  return claim.ref;
}

/**
 * Tells the whole story; each stage begins at the same moment whoever was killed before. In the days after its end
 * whatever was left waiting comes to its end too.
 */
export async function tellOrder(lambdas: LambdaWorld): Promise<void> {
  let start = millisOf(MONDAY) + MINUTE;
  for (const { lasts, input } of stages) {
    await lambdas.liveUntil(instantOf(start));
    if (input) await lambdas.give(await input(lambdas));
    start += lasts * MINUTE;
  }
  await lambdas.liveUntil(instantOf(start + 10 * DAY));
}

type Mail = Partial<Parameters<typeof inboundMail>[0]>;

function mail(id: string, different: Omit<NonNullable<Mail>, 'from'> & { from: string }): Input {
  const { from, ...more } = different;
  const message = inboundMail({
    deliveryId: id,
    messageId: `${id}@shop.example`,
    ...more,
    from: { address: from, name: '' },
  });
  return (deps) => takeInMessage(deps, message);
}

/** An answer to the desk's last mail. */
function said(name: string, given: { by: string; text: string; role?: 'reply' | 'note' }): Stage {
  const { by, text, role = 'note' } = given;
  return {
    name,
    lasts: AN_HOUR,
    input: async (lambdas) => {
      const ref = await orderIn(lambdas);
      const recipients = [lambdas.world.addressOf(ref, await participantOf(lambdas, ref, by), role)];
      const evidence = { recipients, inReplyTo: null, references: [] };
      return mail(name, { from: by, subject: 'Re: Printer', text, reply: text, to: [], evidence });
    },
  };
}

async function participantOf({ world }: LambdaWorld, ref: string, address: string): Promise<number> {
  const { participants } = await world.stateOf(ref);
  const found = participants.find((one) => one.address === address);
  if (!found) throw new Error(`${address} is not on ${ref}`);
  return found.id;
}

async function robotCallsBack(lambdas: LambdaWorld): Promise<Input> {
  const ref = await orderIn(lambdas);
  const body = JSON.stringify({ outcome: 'done' });
  return async (deps) => {
    const step = await calledStep(deps, { ref, step: 'robot', visit: 1 });
    if (!step) throw new Error('nobody was called');
    return takeCallback(deps, { ref, step, body });
  };
}

/** The ticket that the order waits for is done. */
async function partIsThere(lambdas: LambdaWorld): Promise<Input> {
  const { child } = await lambdas.world.step(await orderIn(lambdas), 'part');
  if (!child) throw new Error('no ticket was opened for the part');
  const { steps } = await lambdas.world.stateOf(child);
  const by = steps.at(-1)?.owner ?? 0;
  return (deps) => answerStep(deps, { ref: child, participant: by, step: 'work', visit: 1, ...done({}) });
}

function page(name: string, given: { step: string; answers: Record<string, string>; by: string }): Stage {
  return {
    name,
    lasts: AN_HOUR,
    input: async (lambdas) => {
      const ref = await orderIn(lambdas);
      const participant = await participantOf(lambdas, ref, given.by);
      return (deps) =>
        answerStep(deps, { ref, participant, step: given.step, visit: 1, ...done(given.answers) });
    },
  };
}

const done = (answers: Record<string, string>) => ({ outcome: 'done', answers, reason: '' });
