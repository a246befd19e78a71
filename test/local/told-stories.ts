import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { formOf } from '../../functions/core/process-template.ts';
import type { FormField } from '../../functions/core/process-template.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import type { StepView, TicketDetails } from '../../local/desk-view.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import { webhookHeaders } from '../stories/local-world.ts';
import { answerTo, lastOf } from '../stories/world.ts';
import type { ReceivedCall, WrittenMail } from '../stories/world.ts';
import { bytesOf, readReceived, recipientsOf, senderOf } from '../stories/written-mail.ts';
import type { Input, Stage, Story } from './killed-desk.ts';

const CUSTOMER = 'customer@example.com';

interface Plot {
  /** The processes beside those that are shipped. */
  processes?: Record<string, object>;
  first: Omit<WrittenMail, 'from'>;
  /** What somebody says who is not done at once, by step, for its first visits. */
  says?: Record<string, string[]>;
  /** Before these stages time goes on to the next thing that happens by itself. */
  wakesBefore?: number[];
  /** What the customer writes when all is over. */
  last?: string;
}

/** Everybody does what is asked of him, one after the other, until nothing is left to do. */
function story(plot: Plot): Story {
  const { says = {}, wakesBefore = [], last } = plot;
  const desk = deskOf(plot);
  let hasComeBack = last === undefined;
  return {
    desk,
    next: async (world, told) => {
      if (told === 0)
        return { name: 'the first mail', input: await mailInput({ from: CUSTOMER, ...plot.first }) };
      const asked = wakesBefore.includes(told) ? null : await openStep(world.desk);
      if (asked) return answerStep(world, asked, says);
      const wake = world.desk.nextWake();
      if (wake) return { name: 'time goes on', input: { kind: 'time', to: wake } };
      if (hasComeBack) return null;
      hasComeBack = true;
      const mail = await answerBy(world.desk, CUSTOMER, last ?? '');
      return { name: 'the customer comes back', input: mail };
    },
  };
}

/** The shipped desk with one person in each team: who of several gets a ticket may go by its reference. */
function deskOf({ processes = {} }: Plot): Desk {
  const loaded = loadDesk('desk');
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.faults));
  const { desk } = loaded;
  const teams = Object.entries(desk.teams).map(([id, team]): [string, object] => [
    id,
    { ...team, members: team.members.slice(0, 1) },
  ]);
  const [own] = Object.keys(processes);
  const inboxes = desk.inboxes.map((inbox) => ({ ...inbox, process: own ?? inbox.process }));
  return deskSchema.parse({
    ...desk,
    inboxes,
    teams: Object.fromEntries(teams),
    processes: { ...desk.processes, ...processes },
  });
}

interface OpenStep {
  details: TicketDetails;
  step: StepView;
}

/** The newest ticket first: an older one may wait for it. */
async function openStep(desk: LocalDesk): Promise<OpenStep | null> {
  for (const { ref } of desk.tickets()) {
    const details = await desk.ticketDetails(ref);
    const step = details?.steps.find(
      ({ state, definition }) => state.kind === 'open' && definition.kind !== 'process',
    );
    if (details && step) return { details, step };
  }
  return null;
}

async function answerStep(
  world: { desk: LocalDesk; calls: ReceivedCall[] },
  { details, step }: OpenStep,
  says: Record<string, string[]>,
): Promise<Stage> {
  const name = `${step.id}#${step.visit} is answered`;
  if (step.definition.kind === 'call') return { name, input: callback(world) };
  const words = says[step.id]?.[step.visit - 1] ?? usualWords(step);
  const input = await answerBy(world.desk, addressAsked(details, step), words);
  return { name, input };
}

function addressAsked({ ticket, participants }: TicketDetails, step: StepView): string {
  const votes = step.approval?.votes.length ?? 0;
  const asked = {
    approval: step.approval?.approvers[votes],
    external: step.external,
    customer: ticket.requester,
    verify: ticket.requester,
  };
  const { kind } = step.definition;
  const id = (kind in asked ? asked[kind as keyof typeof asked] : undefined) ?? step.owner;
  return participants.find((one) => one.id === id)?.address ?? '';
}

function usualWords({ definition }: StepView): string {
  const fields = Object.entries(formOf(definition)).filter(([, { type }]) => type !== 'file');
  const lines = fields.map(([name, field]) => `${name}: ${someAnswer(field)}`).join('\n');
  switch (definition.kind) {
    case 'approval':
      return `#approve\n${lines}`;
    case 'verify':
      return 'Yes, it works. Thank you!';
    case 'task':
      return `#done\n${lines}\n\nPlease try another cable.`;
    default:
      return lines || 'It is the one on the first floor.';
  }
}

function someAnswer({ type, options }: FormField): string {
  const answers = { number: '3', date: '2026-11-27', bool: 'yes', text: 'a worn cable', file: '' };
  return type === 'choice' || type === 'multi' ? (options?.[0] ?? '') : answers[type];
}

/** To the last mail in somebody's mailbox. */
async function answerBy(desk: LocalDesk, address: string, text: string): Promise<Input> {
  const { id } = lastOf(await desk.mailbox(address));
  const mail = await readReceived((await desk.mailFiles.raw(id)) ?? new Uint8Array());
  return mailInput(answerTo(mail, { from: address, text }));
}

async function mailInput(mail: WrittenMail): Promise<Input> {
  const envelope = { mailFrom: senderOf(mail), recipients: recipientsOf(mail) };
  return { kind: 'mail', raw: await bytesOf(mail), envelope };
}

/** What the system that was called last says in the end. */
function callback({ desk, calls }: { desk: LocalDesk; calls: ReceivedCall[] }): Input {
  const call = lastOf(calls);
  const body = JSON.stringify({ outcome: 'done', answers: { acknowledged_by: 'it' } });
  const [secret = ''] = desk.secrets.webhookSecrets('pager');
  const id = `answer to ${String(call.body['id'])}`;
  const headers = webhookHeaders({ id, body, at: desk.clock.now(), secret });
  const { pathname } = new URL(String(call.body['callback']));
  return { kind: 'request', path: pathname, init: { method: 'POST', headers, body } };
}

const frontlineTask = {
  kind: 'task',
  owner: 'team:frontline',
  due: '4h',
  ladder: [{ at: '100%', to: 'team:leads', do: 'escalate' }],
};
const aboutIt = { onReopen: 'order', sla: 'standard' };

/** What no shipped process has: a ticket that waits for another one, and branches of which the first is enough. */
const orderProcesses = {
  order: {
    id: 'order',
    title: { internal: 'Order', customer: 'Your order' },
    ...aboutIt,
    steps: {
      order: {
        kind: 'process',
        process: 'spare-part',
        owner: 'team:leads',
        due: '2d',
        ladder: [{ at: '100%', to: 'team:leads', do: 'escalate' }],
        on: { done: 'deliver' },
      },
      deliver: { kind: 'parallel', branches: ['by_post', 'by_hand'], join: 'any', on: { done: 'tell' } },
      by_post: { ...frontlineTask, on: { done: 'join' } },
      by_hand: { ...frontlineTask, owner: 'team:leads', on: { done: 'join' } },
      tell: { kind: 'message', message: 'replies/bug-fixed.liquid', on: { done: 'closed' } },
      closed: { kind: 'close', code: 'done' },
    },
  },
  'spare-part': {
    id: 'spare-part',
    title: { internal: 'Spare part', customer: 'Spare part' },
    ...aboutIt,
    steps: { order: { ...frontlineTask, on: { done: 'closed' } }, closed: { kind: 'close', code: 'done' } },
  },
};

const printer = { subject: 'The printer does not print', text: 'Since this morning it prints nothing.' };

/** By the process that each is about; told anew each time. */
export const stories: Record<string, () => Story> = {
  'customer-support': () =>
    story({
      first: {
        ...printer,
        to: 'support@help.example.com',
        // So large that it lies beside the database and not in it.
        attachments: [{ filename: 'page.txt', content: 'grey '.repeat(16_000), contentType: 'text/plain' }],
      },
      says: { investigate: ['#need_info\nWhich printer is it?'], verify: ['No, it still prints nothing.'] },
      wakesBefore: [1, 3],
      last: 'It is broken again, the same as before.',
    }),
  'it-incident': () =>
    story({
      first: { to: 'it@help.example.com', subject: 'Everything is down', text: 'A whole outage, it seems.' },
      says: { restore: ['#need_vendor\nThe line is dead.'] },
      wakesBefore: [2, 4],
    }),
  'bug-report': () => story({ first: { ...printer, to: 'bugs@help.example.com' } }),
  'hr-request': () =>
    story({
      first: { to: 'hr@help.example.com', subject: 'My pay', text: 'May we talk about it?' },
      says: { handle: ['topic: pay\namount: 300'] },
      wakesBefore: [2],
    }),
  order: () => story({ processes: orderProcesses, first: { ...printer, to: 'support@help.example.com' } }),
};
