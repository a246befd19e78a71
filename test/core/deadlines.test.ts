import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deadlinePoints, reviewAt, stepDue } from '../../functions/core/deadlines.ts';
import type { DeadlineInput } from '../../functions/core/deadlines.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { SlaPolicy } from '../../functions/core/desk.ts';
import { instantOf } from '../../functions/core/instant.ts';
import { isAwaited, stepDefinition } from '../../functions/core/process-template.ts';
import type { AwaitedStep } from '../../functions/core/process-template.ts';
import type { Clock, Step } from '../../functions/core/ticket.ts';
import { reachAt } from '../../functions/core/working-hours.ts';
import { everyDay, officeHours } from './calendars.ts';
import { smallDesk } from './small-desk.ts';

const calendars = {
  office: officeHours('Europe/Berlin', ['09:00-17:00'], ['2026-12-25']),
  always: everyDay('UTC', ['00:00-24:00']),
};
const monday9 = '2026-11-23T08:00:00.000Z';

function awaited(definition: object): AwaitedStep {
  const read = stepDefinition.parse(definition);
  if (!isAwaited(read)) throw new Error(`nobody waits in a ${read.kind} step`);
  return read;
}

const task = { kind: 'task', owner: 'team:frontline', due: '4h', on: { done: 'answer' } };
const investigate = awaited({
  ...task,
  ladder: [
    { at: '50%' },
    { at: '-30m' },
    { at: '100%', to: 'team:leads' },
    { at: '+2h', to: 'role:manager', do: 'escalate' },
  ],
});

const question = {
  kind: 'customer',
  message: 'replies/question.liquid',
  expires: { after: '7d', outcome: 'silent' },
  on: { replied: 'triage', silent: 'closed' },
};
const askCustomer = awaited({
  ...question,
  ladder: [
    { at: '24h', to: 'requester' },
    { at: '-1d', to: 'requester' },
  ],
});
const remind = { to: 'requester', do: 'remind', by: 'mail', urgent: false } as const;

function clockOf(metric: Clock['metric'], targetMinutes: number): Clock {
  const state = { kind: 'running', since: monday9 } as const;
  return { metric, cycle: 1, calendar: 'office', targetMinutes, elapsedMinutes: 0, state };
}

function openStep(definition: AwaitedStep, more: Partial<Step> = {}): Step {
  return {
    id: 'investigate',
    visit: 1,
    run: 1,
    definition,
    calendar: 'office',
    owner: 2,
    openedAt: monday9,
    token: 'parked',
    state: { kind: 'open' },
    ...more,
  };
}

const clocks = [clockOf('first_reply', 120), clockOf('resolution', 480)];
const sla: SlaPolicy = {
  calendar: 'office',
  clocks: {
    first_reply: {
      targets: { P1: '2h', P2: '2h', P3: '2h', P4: '2h' },
      ladder: [{ at: '80%', to: 'team:front', do: 'remind', by: 'mail', urgent: false }],
    },
  },
};
const nothing: DeadlineInput = { ticket: { clocks: [], fired: [] }, steps: [], calendars };

const times = (input: DeadlineInput): [string, string][] =>
  deadlinePoints(input).map(({ rung, at }) => [rung, at]);

test('a step brings the rungs of its ladder, before, at and after its due time, in business time', () => {
  expect(
    times({ ...nothing, steps: [openStep(investigate, { openedAt: '2026-11-23T14:00:00.000Z' })] }),
  ).toEqual([
    ['step:investigate#1:0', '2026-11-23T16:00:00.000Z'],
    ['step:investigate#1:1', '2026-11-24T09:30:00.000Z'],
    ['step:investigate#1:2', '2026-11-24T10:00:00.000Z'],
    ['step:investigate#1:3', '2026-11-24T12:00:00.000Z'],
  ]);
});

test('a step that waits for the customer measures its rungs by its expiry, and expires', () => {
  const step = openStep(askCustomer, { id: 'ask', visit: 2, calendar: 'always' });
  expect(deadlinePoints({ ...nothing, steps: [step] })).toEqual([
    {
      rung: 'step:ask#2:0',
      at: '2026-11-24T08:00:00.000Z',
      kind: 'step_rung',
      step,
      ...remind,
    },
    {
      rung: 'step:ask#2:1',
      at: '2026-11-29T08:00:00.000Z',
      kind: 'step_rung',
      step,
      ...remind,
    },
    {
      rung: 'step:ask#2:expires',
      at: '2026-11-30T08:00:00.000Z',
      kind: 'step_expires',
      step,
      outcome: 'silent',
    },
  ]);
});

test('a running clock brings its ladder and the breach of its target', () => {
  expect(times({ ...nothing, ticket: { clocks, fired: [], sla } })).toEqual([
    ['clock:first_reply#1:0', '2026-11-23T09:36:00.000Z'],
    ['clock:first_reply#1:breach', '2026-11-23T10:00:00.000Z'],
    ['clock:resolution#1:breach', '2026-11-23T16:00:00.000Z'],
  ]);
});

describe('nothing comes of', () => {
  const at = monday9;
  test.each<[string, DeadlineInput]>([
    [
      'a step that is done',
      withStep({ kind: 'done', at, outcome: 'done', answers: {}, by: 'participant:2' }),
    ],
    ['a step that was cancelled', withStep({ kind: 'cancelled', at })],
    ['paused clocks', withClocks({ kind: 'paused' })],
    ['stopped clocks', withClocks({ kind: 'stopped', at })],
  ])('%s', (_name, input) => {
    expect(reviewAt(input, '2027-11-23T08:00:00.000Z')).toEqual({ due: [], next: null });
  });
});

test('rungs that came due during a long outage are all there, in order, and those that fired are not', () => {
  const fired = ['step:investigate#1:0'];
  const { due, next } = reviewAt(
    { ...nothing, ticket: { clocks: [], fired }, steps: [openStep(investigate)] },
    '2026-11-23T12:00:00.000Z',
  );
  expect(due.map(({ rung }) => rung)).toEqual(['step:investigate#1:1', 'step:investigate#1:2']);
  expect(next).toBe('2026-11-23T14:00:00.000Z');
});

test('a reminder at the moment of the end comes before it', () => {
  const step = openStep(awaited({ ...question, ladder: [{ at: '100%', to: 'requester' }] }));
  expect(times({ ...nothing, steps: [step] }).map(([rung]) => rung)).toEqual([
    'step:investigate#1:0',
    'step:investigate#1:expires',
  ]);
});

test('what would come before the beginning comes at the beginning, or when the desk opens', () => {
  const step = openStep(awaited({ ...task, ladder: [{ at: '-2d' }] }), {
    openedAt: '2026-11-23T20:00:00.000Z',
  });
  expect(times({ ...nothing, steps: [step] })).toEqual([
    ['step:investigate#1:0', '2026-11-24T08:00:00.000Z'],
  ]);
});

test('the due time of a step is its own; the customer has none', () => {
  expect(stepDue(openStep(investigate), calendars)).toBe('2026-11-23T12:00:00.000Z');
  expect(stepDue(openStep(askCustomer), calendars)).toBeNull();
  expect(() => stepDue(openStep(investigate, { calendar: 'gone' }), calendars)).toThrow(/gone/);
});

describe('work that is put off', () => {
  const step = openStep(investigate, {
    holds: [{ from: '2026-11-23T09:00:00.000Z', to: '2026-11-24T08:00:00.000Z', why: 'snoozed' }],
  });

  test('has its rungs and its due time later, and comes back', () => {
    expect(times({ ...nothing, steps: [step] })).toEqual([
      ['step:investigate#1:hold@2026-11-24T08:00:00.000Z', '2026-11-24T08:00:00.000Z'],
      ['step:investigate#1:0', '2026-11-24T09:00:00.000Z'],
      ['step:investigate#1:1', '2026-11-24T10:30:00.000Z'],
      ['step:investigate#1:2', '2026-11-24T11:00:00.000Z'],
      ['step:investigate#1:3', '2026-11-24T13:00:00.000Z'],
    ]);
    expect(stepDue(step, calendars)).toBe('2026-11-24T11:00:00.000Z');
  });

  test('until further notice comes to nothing', () => {
    const held = openStep(askCustomer, { holds: [{ from: monday9, to: null, why: 'unreachable' }] });
    expect(times({ ...nothing, steps: [held] })).toEqual([]);
    expect(stepDue({ ...held, definition: investigate }, calendars)).toBeNull();
  });
});

test('a system has its time around the clock, then it has failed', () => {
  const definition = awaited({ kind: 'call', hook: 'robot', limit: '1d', on: { done: 'a', failed: 'b' } });
  const step = openStep(definition, { id: 'call', openedAt: '2026-11-28T20:00:00.000Z' });
  expect(deadlinePoints({ ...nothing, steps: [step] })).toMatchObject([
    { kind: 'step_expires', outcome: 'failed', at: '2026-11-29T20:00:00.000Z' },
  ]);
});

test('an offer ends when nobody has taken it', () => {
  const until = '2026-11-23T08:30:00.000Z';
  const step = openStep(awaited(task), { offered: { to: [2, 3], until } });
  expect(deadlinePoints({ ...nothing, steps: [step] })).toMatchObject([{ kind: 'offer_ends', at: until }]);
});

test('how it went is asked of a closed ticket, once', () => {
  const dueAt = '2026-11-24T08:00:00.000Z';
  const ticket = {
    clocks: [],
    fired: [],
    closed: { at: monday9, code: 'confirmed' },
    process: { id: 'simple', run: 2 },
    survey: { cycle: 2, dueAt },
  };
  const { closed: _closed, ...reopened } = ticket;
  expect(times({ ...nothing, ticket })).toEqual([['survey#2', dueAt]]);
  expect(times({ ...nothing, ticket: { ...ticket, survey: { cycle: 2, dueAt, askedAt: dueAt } } })).toEqual(
    [],
  );
  expect(times({ ...nothing, ticket: reopened })).toEqual([]);
});

describe('words wait for those they are for', () => {
  const late = openStep(
    awaited({
      ...task,
      ladder: [
        { at: '100%' },
        { at: '100%', urgent: true },
        { at: '100%', by: 'hook:pager' },
        { at: '100%', do: 'raise_priority' },
        { at: '100%', to: 'agent:two' },
        { at: '100%', to: 'team:front' },
        { at: '100%', to: 'requester' },
      ],
    }),
    { calendar: 'always', openedAt: '2026-11-23T18:00:00.000Z' },
  );
  const desk = deskSchema.parse({
    ...smallDesk,
    agents: [
      { id: 'one', name: 'One', address: 'one@team.example', hours: 'office' },
      { id: 'two', name: 'Two', address: 'two@team.example', hours: 'early' },
      { id: 'three', name: 'Three', address: 'three@team.example' },
    ],
    calendars: { ...calendars, early: everyDay('UTC', ['05:00-06:00']) },
  });
  const owner = { id: 2, role: 'agent', address: 'one@team.example', name: '', agentId: 'one' } as const;
  const ticket = { assignee: 2, team: 'front' };
  const reach = reachAt({ ticket, participants: [owner], desk });

  test('until the first of them begins to work, unless they are urgent or no words at all', () => {
    const atNight = '2026-11-23T22:00:00.000Z';
    const points = deadlinePoints({ ...nothing, steps: [late], reach });
    expect(Object.fromEntries(points.map(({ rung, at }) => [rung.slice(-1), at]))).toEqual({
      0: '2026-11-24T08:00:00.000Z',
      1: atNight,
      2: atNight,
      3: atNight,
      4: '2026-11-24T05:00:00.000Z',
      5: '2026-11-24T05:00:00.000Z',
      6: atNight,
    });
  });

  test('but not for whoever has no hours of his own', () => {
    const told = { owner: null, at: '2026-11-23T22:00:00.000Z' };
    expect(reach({ ...told, to: 'agent:three' })).toBe(told.at);
    expect(reach({ ...told, to: 'assignee' })).toBe('2026-11-24T08:00:00.000Z');
    expect(reach({ ...told, to: 'role:nobody' })).toBe(told.at);
  });
});

const inputs: fc.Arbitrary<DeadlineInput> = fc
  .array(
    fc.record({
      ladder: fc.array(
        fc
          .constantFrom('0%', '50%', '80%', '100%', '150%', '24h', '90m', '-30m', '-2d', '+2h', '+1d')
          .map((at) => ({ at })),
        { maxLength: 4 },
      ),
      calendar: fc.constantFrom('office', 'always'),
      opened: fc.integer({ min: 0, max: 10 * 1440 }),
      asked: fc.boolean(),
      open: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  .map((steps) => ({
    ticket: { clocks, fired: [], sla },
    calendars,
    steps: steps.map(({ ladder, calendar, opened, asked, open }, index) =>
      openStep(awaited(asked ? { ...question, ladder } : { ...task, ladder }), {
        visit: index + 1,
        calendar,
        openedAt: minutesLater(opened),
        state: open ? { kind: 'open' } : { kind: 'cancelled', at: minutesLater(opened) },
      }),
    ),
  }));
const moments = fc.integer({ min: -1440, max: 30 * 1440 }).map(minutesLater);

describe('at any moment', () => {
  test('nothing fires before its time or before its step was opened, and next is the first that is left', () => {
    fc.assert(
      fc.property(inputs, moments, (input, now) => {
        const { due, next } = reviewAt(input, now);
        const all = deadlinePoints(input);
        for (const point of due) expect(point.at <= now).toBe(true);
        for (const point of all) if ('step' in point) expect(point.at >= point.step.openedAt).toBe(true);
        const rest = all.slice(due.length);
        expect(all.slice(0, due.length)).toEqual(due);
        for (const point of rest) expect(next !== null && now < next && next <= point.at).toBe(true);
        expect(next === null).toBe(rest.length === 0);
      }),
    );
  });

  test('once everything due has fired, nothing is due and next stays', () => {
    fc.assert(
      fc.property(inputs, moments, (input, now) => {
        const { due, next } = reviewAt(input, now);
        const fired = due.map(({ rung }) => rung);
        expect(reviewAt({ ...input, ticket: { ...input.ticket, fired } }, now)).toEqual({ due: [], next });
      }),
    );
  });

  test('reviews from one next to the next fire every point exactly once, at its moment', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const fired: [string, string][] = [];
        for (let now: string | null = minutesLater(-1440); now !== null;) {
          const ticket = { ...input.ticket, fired: fired.map(([rung]) => rung) };
          const { due, next }: ReturnType<typeof reviewAt> = reviewAt({ ...input, ticket }, now);
          for (const point of due) fired.push([point.rung, now]);
          now = next;
        }
        expect(fired).toEqual(times(input));
        expect(new Set(fired.map(([rung]) => rung)).size).toBe(fired.length);
      }),
    );
  });
});

function withStep(state: Step['state']): DeadlineInput {
  return { ...nothing, steps: [openStep(investigate, { state })] };
}

function withClocks(state: (typeof clocks)[number]['state']): DeadlineInput {
  return { ...nothing, ticket: { clocks: clocks.map((clock) => ({ ...clock, state })), fired: [] } };
}

function minutesLater(minutes: number): string {
  return instantOf(Date.parse(monday9) + minutes * 60_000);
}
