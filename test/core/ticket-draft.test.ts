import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addAgentMessage } from '../../functions/core/agent-message.ts';
import { addCustomerMessage } from '../../functions/core/customer-message.ts';
import { rebuildClocks } from '../../functions/core/clock-history.ts';
import { isOn } from '../../functions/core/clocks.ts';
import { reviewAt } from '../../functions/core/deadlines.ts';
import { addDeliveryFailure } from '../../functions/core/delivery-report.ts';
import { clockMetrics, desk as deskSchema } from '../../functions/core/desk.ts';
import { newUlid, ulidAfter } from '../../functions/core/ids.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { climb } from '../../functions/core/ladder.ts';
import { newTicket } from '../../functions/core/new-ticket.ts';
import { openAwaited } from '../../functions/core/open-step.ts';
import type { OutboxItem } from '../../functions/core/outbox.ts';
import { isAsked, stepDefinition } from '../../functions/core/process-template.ts';
import type { AwaitedStep } from '../../functions/core/process-template.ts';
import { noRoster } from '../../functions/core/roster.ts';
import { oneOf } from '../../functions/core/step-owner.ts';
import type { Message, Participant, Step, Ticket, TicketEvent } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { inboundMail } from './inbound-builders.ts';
import { smallDesk } from './small-desk.ts';

const START = '2026-11-23T09:00:00.000Z';
const target = { P1: '30m', P2: '2h', P3: '1d', P4: '2d' };
/** Everything is measured. */
const desk = deskSchema.parse({
  ...smallDesk,
  sla: {
    standard: {
      calendar: 'always',
      clocks: Object.fromEntries(
        clockMetrics.map((metric) => [metric, { targets: target, ladder: [{ at: '50%', to: 'owner' }] }]),
      ),
    },
  },
});
const CALENDARS = desk.calendars;

const definitions: Record<string, AwaitedStep> = Object.fromEntries(
  Object.entries({
    work: {
      kind: 'task',
      owner: 'team:front',
      due: '4h',
      ladder: [{ at: '50%', to: 'owner' }],
      on: { done: 'verify', need_info: 'ask' },
    },
    ask: {
      kind: 'customer',
      expires: { after: '7d', outcome: 'silent' },
      on: { replied: 'work', silent: 'work' },
    },
    verify: {
      kind: 'verify',
      message: 'replies/verify.liquid',
      expires: { after: '2h', outcome: 'silent' },
      on: { confirmed: 'form', rejected: 'work', silent: 'form' },
    },
    form: {
      kind: 'form',
      owner: 'team:front',
      due: '1h',
      mandatory: true,
      form: { cause: { type: 'text', required: true } },
      on: { done: 'join' },
    },
    decide: {
      kind: 'approval',
      owner: 'team:front',
      due: '1d',
      on: { approved: 'work', declined: 'work' },
    },
    vendor: {
      kind: 'external',
      to: 'vendor@parts.example',
      coOwner: 'team:front',
      message: 'replies/vendor.liquid',
      due: '2d',
      on: { replied: 'work' },
    },
  }).map(([id, definition]) => [id, stepDefinition.parse(definition) as AwaitedStep]),
);

/** Everything that has been written about one ticket, as a store would have it. */
interface Written {
  ticket: Ticket;
  participants: Map<number, Participant>;
  steps: Map<string, Step>;
  messages: Message[];
  events: TicketEvent[];
  outbox: OutboxItem[];
}

type Operation = (draft: TicketDraft, record: Message) => void;

const says = (text: string) => ({
  message: inboundMail({ reply: text, text, messageId: null }),
  desk,
  mayBeAnswered: true,
  about: null,
});

function entering(id: string): Operation {
  return (draft) => {
    const definition = definitions[id];
    if (!definition || draft.ticket.closed) return;
    openAwaited(draft, { id, definition, token: `token of ${id}`, desk, roster: noRoster });
  };
}

/** Puts the first open step off, or takes it up again. */
function holding(millis: number | null): Operation {
  return (draft) => {
    const [step] = draft.openSteps;
    const to = millis === null ? null : instantOf(millisOf(draft.now) + millis);
    const holds = (step?.holds ?? []).filter((hold) => hold.to !== null);
    if (step) draft.putStep({ ...step, holds: [...holds, { from: draft.now, to, why: 'snoozed' }] });
  };
}

const operations: Record<string, Operation> = {
  ...Object.fromEntries(Object.keys(definitions).map((id) => [`enter ${id}`, entering(id)])),
  'customer writes': (draft, record) =>
    addCustomerMessage(draft, {
      ...says('It is broken.'),
      record,
      author: draft.participant(1),
      mayBeAnswered: true,
    }),
  'customer says yes': (draft, record) =>
    addCustomerMessage(draft, {
      ...says('Yes, it works.'),
      record,
      author: draft.participant(1),
      mayBeAnswered: true,
    }),
  'agent writes': (draft, record) =>
    addAgentMessage(draft, {
      ...says('Try this.'),
      record,
      author: oneOf('assignee', draft, desk),
      answerAs: 'reply',
      about: null,
    }),
  'agent is done': (draft, record) =>
    addAgentMessage(draft, {
      ...says('#done'),
      record,
      author: oneOf('team:front', draft, desk),
      answerAs: 'reply',
      about: null,
    }),
  'mail comes back': (draft) =>
    addDeliveryFailure(draft, {
      participant: draft.participant(1),
      hard: true,
      code: '5.1.1',
      desk,
    }),
  'put off': holding(3_600_000),
  'held without an end': holding(null),
  urgent: (draft) => draft.changePriority('P1', 'process'),
  'not urgent': (draft) => draft.changePriority('P4', 'process'),
  'due is set': (draft) =>
    draft.addEvent('due_pinned', 'process', {
      metric: 'resolution',
      at: instantOf(millisOf(draft.now) + 7_200_000),
    }),
  'time goes by': (draft) => {
    const { due } = reviewAt(draft.deadlines, draft.now);
    for (const point of due) climb(draft, { point, isStale: false, desk });
  },
  closing: (draft) => (draft.ticket.closed ? undefined : draft.close('done', 'process')),
};

function recordAt(now: string, lastMessage: string | null): Message {
  const id = ulidAfter(
    lastMessage,
    newUlid(millisOf(now), (count) => new Uint8Array(count).fill(7)),
  );
  return {
    id,
    at: now,
    channel: 'mail',
    author: null,
    from: { address: '', name: '' },
    visibility: 'public',
    class: 'human',
    subject: '',
    text: '',
    attachments: [],
    messageId: null,
    rawKey: '',
    bounce: null,
    receipt: { by: 'new', rejected: [] },
    flags: [],
  };
}

function write(before: Written | null, draft: TicketDraft): Written {
  const drafted = draft.finish();
  const participants = drafted.participants.map((one): [number, Participant] => [one.id, one]);
  const steps = drafted.steps.map((step): [string, Step] => [`${step.id}#${step.visit}`, step]);
  return {
    ticket: drafted.ticket,
    participants: new Map([...(before?.participants ?? []), ...participants]),
    steps: new Map([...(before?.steps ?? []), ...steps]),
    messages: [...(before?.messages ?? []), ...drafted.messages],
    events: [...(before?.events ?? []), ...drafted.events],
    outbox: [...(before?.outbox ?? []), ...(drafted.outbox ? [drafted.outbox] : [])],
  };
}

function firstOf(now: string): Written {
  const inbox = smallDesk.inboxes[0];
  if (!inbox) throw new Error('the small desk has an inbox');
  const record = recordAt(now, null);
  const message = inboundMail();
  return write(null, newTicket({ ref: 'T-7K3M-9QXA', message, record, inbox, desk, now, acknowledge: true }));
}

function apply(before: Written, name: string, now: string): Written {
  const { ticket, participants, steps } = before;
  const state = { ticket, participants: [...participants.values()], steps: [...steps.values()] };
  const draft = new TicketDraft(state, { now, desk });
  operations[name]?.(draft, recordAt(now, ticket.lastMessage));
  return write(before, draft);
}

const numbersUpTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

function expectSound(before: Written, after: Written): void {
  const { ticket } = after;
  expect(after.events.map(({ seq }) => seq)).toEqual(numbersUpTo(ticket.eventCount));
  expect(after.outbox.map(({ seq }) => seq)).toEqual(numbersUpTo(ticket.outboxCount));
  expect([...after.participants.keys()].toSorted((a, b) => a - b)).toEqual(
    numbersUpTo(ticket.participantCount),
  );
  expect(after.outbox.length - before.outbox.length).toBeLessThanOrEqual(1);

  const ids = after.messages.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
  expect(ticket.lastMessage).toBe(ids.at(-1));

  const open = [...after.steps.values()].filter(({ state }) => state.kind === 'open');
  expect(ticket.status === 'closed').toBe(ticket.closed !== undefined);
  const asks = open.some((step) => isAsked(step.definition));
  expect(!asks || ticket.status === 'waiting_customer' || ticket.status === 'scheduled').toBe(true);
  if (ticket.closed) expect(open).toEqual([]);

  expect(ticket.deadlineRevision).toBeGreaterThanOrEqual(before.ticket.deadlineRevision);
  const { next } = reviewAt({ ticket, steps: [...after.steps.values()], calendars: CALENDARS }, '');
  if (next) expect(ticket.nextDeadline !== null && ticket.nextDeadline <= next).toBe(true);

  expect(ticket.clocks).toEqual(rebuildClocks(after.events, ticket, CALENDARS));
  const on = ticket.clocks.filter((clock) => isOn(clock) && !clock.step);
  if (ticket.status === 'waiting_customer')
    expect(on.filter(({ state }) => state.kind === 'running')).toEqual([]);
  if (ticket.status === 'resolved' || ticket.status === 'closed') expect(on).toEqual([]);
  if (ticket.closed) expect(ticket.clocks.filter(isOn)).toEqual([]);
  const told = after.events.filter(({ type }) => type === 'sla_breached').map(({ data }) => data);
  for (const { metric, cycle, breachedAt } of ticket.clocks)
    expect(told.filter((data) => data['metric'] === metric && data['cycle'] === cycle)).toHaveLength(
      breachedAt === undefined ? 0 : 1,
    );
}

test('whatever happens to a ticket in whatever order, what must hold together holds together', () => {
  const happening = fc.record({
    name: fc.constantFrom(...Object.keys(operations)),
    /** Also not at all: things happen within one millisecond. */
    waits: fc.constantFrom(0, 1, 60_000, 3_600_000, 86_400_000),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 25 }), (happenings) => {
      let now = START;
      let written = firstOf(now);
      for (const { name, waits } of happenings) {
        now = instantOf(millisOf(now) + waits);
        const before = written;
        written = apply(before, name, now);
        expectSound(before, written);
      }
    }),
    { numRuns: 300 },
  );
});

test('messages that arrive with an older time stand behind those that were there before', () => {
  const early = newUlid(millisOf(START), (count) => new Uint8Array(count));
  const late = newUlid(millisOf(START) + 5_000, (count) => new Uint8Array(count).fill(255));
  expect(ulidAfter(late, early) > late).toBe(true);
  expect(ulidAfter(early, late)).toBe(late);
});
