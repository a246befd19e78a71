import { describe, expect, test } from 'vitest';
import { clocksAfter, rebuildClocks } from '../../functions/core/clock-history.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { ClockMetric, SlaPolicy } from '../../functions/core/desk.ts';
import { instantOf } from '../../functions/core/instant.ts';
import type { Clock, TicketEvent } from '../../functions/core/ticket.ts';
import { everyDay, officeHours } from './calendars.ts';
import { smallDesk } from './small-desk.ts';

const start = '2026-11-23T08:00:00.000Z';
const calendars = {
  always: everyDay('UTC', ['00:00-24:00']),
  office: officeHours('Europe/Berlin', ['09:00-17:00']),
};
const targets = { P1: '30m', P2: '1h', P3: '4h', P4: '1d' };
const metrics: ClockMetric[] = [
  'first_reply',
  'next_reply',
  'periodic_update',
  'requester_wait',
  'agent_work',
  'resolution',
  'step_due',
  'external_wait',
  'approval_wait',
];

function policyOf(names: ClockMetric[], more: object = {}): SlaPolicy {
  const clocks = Object.fromEntries(names.map((name) => [name, { targets, ...more }]));
  const read = deskSchema.parse({ ...smallDesk, sla: { standard: { calendar: 'always', clocks } } });
  const policy = read.sla['standard'];
  if (!policy) throw new Error('the policy that was written is not there');
  return policy;
}

/** What happens, by the minute at which it does. */
type Happening = [minute: number, type: string, data?: Record<string, unknown>];

const opened = (kind: string, more: object = {}) => ({ step: 's', visit: 1, kind, due: '2h', ...more });
const statusTo = (to: string) => ({ from: 'open', to });
const created: Happening = [0, 'ticket_created', { priority: 'P3' }];

const at = (minute: number): string => instantOf(Date.parse(start) + minute * 60_000);

function history(happenings: Happening[]): TicketEvent[] {
  return happenings.map(([minute, type, data = {}], index) => ({
    seq: index + 1,
    at: at(minute),
    type,
    actor: 'desk',
    data,
  }));
}

const clocksOf = (happenings: Happening[], policy = policyOf(metrics)): Clock[] =>
  rebuildClocks(history(happenings), { sla: policy }, calendars);

const short = (clocks: Clock[]): string[] =>
  clocks.map(({ cycle, state, elapsedMinutes }) => `${cycle} ${state.kind} ${elapsedMinutes}`);

const reply: [string] = ['reply_sent'];
const said: [string] = ['message_received'];

describe('a clock', () => {
  test.each<[ClockMetric, string, Happening[], string[]]>([
    ['first_reply', 'runs from the beginning', [created], ['1 running 0']],
    [
      'first_reply',
      'counts from when the message was received',
      [
        [10, 'ticket_created', { priority: 'P3', since: at(4) }],
        [20, ...reply],
      ],
      ['1 stopped 16'],
    ],
    [
      'first_reply',
      'is stopped by the first reply',
      [created, [20, ...reply], [30, ...reply]],
      ['1 stopped 20'],
    ],
    [
      'first_reply',
      'does not run while we wait for the customer',
      [
        created,
        [10, 'status_changed', statusTo('waiting_customer')],
        [40, 'status_changed', statusTo('open')],
      ],
      ['1 running 10'],
    ],
    [
      'first_reply',
      'is given up when nobody waits for it any more',
      [created, [10, 'status_changed', statusTo('closed')]],
      ['1 cancelled 10'],
    ],
    [
      'first_reply',
      'begins its next cycle when the ticket is opened again',
      [
        created,
        [10, ...reply],
        [20, 'status_changed', statusTo('closed')],
        [99, 'ticket_reopened'],
        [100, ...reply],
      ],
      ['1 stopped 10', '2 stopped 1'],
    ],
    ['next_reply', 'does not exist before the first reply', [created, [10, ...said], [20, ...said]], []],
    [
      'next_reply',
      'counts from the oldest message without an answer',
      [created, [5, ...reply], [10, ...said], [30, ...said], [50, ...reply]],
      ['1 stopped 40'],
    ],
    [
      'next_reply',
      'of which only the last is kept when all were answered in time',
      [created, [5, ...reply], [10, ...said], [20, ...reply], [30, ...said], [35, ...reply], [40, ...said]],
      ['3 running 0'],
    ],
    [
      'next_reply',
      'is kept when it was late',
      [created, [5, ...reply], [10, ...said], [300, ...reply], [400, ...said]],
      ['1 stopped 290', '2 running 0'],
    ],
    [
      'next_reply',
      'does not come of thanks on a solved ticket',
      [created, [5, ...reply], [9, 'status_changed', statusTo('resolved')], [10, ...said]],
      [],
    ],
    [
      'next_reply',
      'does not come of what somebody outside writes',
      [created, [5, ...reply], [10, 'message_received', { role: 'external' }]],
      [],
    ],
    [
      'periodic_update',
      'runs from each public reply to the next, also while we wait for others',
      [
        created,
        [10, ...reply],
        [15, 'status_changed', statusTo('waiting_third_party')],
        [40, ...reply],
        [45, 'status_changed', statusTo('waiting_customer')],
      ],
      ['2 paused 5'],
    ],
    [
      'requester_wait',
      'is what the requester waits for us and for others',
      [
        created,
        [10, 'status_changed', statusTo('waiting_third_party')],
        [30, 'status_changed', statusTo('waiting_customer')],
        [90, 'status_changed', statusTo('open')],
        [95, 'status_changed', statusTo('resolved')],
      ],
      ['1 stopped 35'],
    ],
    [
      'agent_work',
      'is what lies with us alone',
      [
        created,
        [10, 'status_changed', statusTo('waiting_third_party')],
        [30, 'status_changed', statusTo('scheduled')],
        [90, 'status_changed', statusTo('open')],
        [95, 'status_changed', statusTo('resolved')],
      ],
      ['1 stopped 15'],
    ],
    [
      'resolution',
      'stands still while we wait for the customer and while the work is put off',
      [
        created,
        [10, 'status_changed', statusTo('waiting_customer')],
        [30, 'status_changed', statusTo('waiting_third_party')],
        [40, 'status_changed', statusTo('scheduled')],
        [90, 'status_changed', statusTo('closed')],
      ],
      ['1 stopped 20'],
    ],
    [
      'step_due',
      'measures each step by itself',
      [
        created,
        [10, 'step_opened', opened('task')],
        [20, 'step_opened', opened('form', { step: 'other' })],
        [30, 'step_completed', { step: 's', visit: 1 }],
      ],
      ['2 running 0'],
    ],
    [
      'step_due',
      'is given up with its step, and knows when it was held',
      [
        created,
        [10, 'step_opened', opened('task')],
        [20, 'step_held', { step: 's', visit: 1, holds: [{ from: at(20), to: at(50), why: 'snoozed' }] }],
        [60, 'step_cancelled', { step: 's', visit: 1 }],
      ],
      ['1 cancelled 20'],
    ],
    [
      'step_due',
      'is none of a question to the customer',
      [created, [10, 'step_opened', opened('customer')]],
      [],
    ],
    [
      'external_wait',
      'runs from the question to the answer of somebody outside',
      [created, [5, 'step_opened', opened('external')], [25, 'step_completed', { step: 's', visit: 1 }]],
      ['1 stopped 20'],
    ],
    [
      'approval_wait',
      'runs until a decision is made',
      [created, [5, 'step_opened', opened('approval')], [25, 'step_completed', { step: 's', visit: 1 }]],
      ['1 stopped 20'],
    ],
  ])('%s %s', (metric, _what, happenings, expected) => {
    const clocks = clocksOf(happenings, policyOf([metric]));
    expect(clocks.every((clock) => clock.metric === metric)).toBe(true);
    expect(short(clocks)).toEqual(expected);
  });

  test('has the target of its step, else that of the priority', () => {
    const clocks = clocksOf([
      [0, 'ticket_created', { priority: 'P2' }],
      [1, 'step_opened', opened('approval', { due: '1d', calendar: 'office' })],
    ]);
    expect(clocks.map(({ metric, targetMinutes }) => [metric, targetMinutes])).toEqual([
      ['first_reply', 60],
      ['requester_wait', 60],
      ['agent_work', 60],
      ['resolution', 60],
      ['step_due', 480],
      ['approval_wait', 60],
    ]);
  });
});

test('only what the policy names is measured, and only in the states that it leaves', () => {
  const policy = policyOf(['resolution'], { pausedWhile: ['waiting_third_party'] });
  const clocks = clocksOf(
    [
      created,
      [10, 'status_changed', statusTo('waiting_customer')],
      [30, 'status_changed', statusTo('waiting_third_party')],
      [90, 'status_changed', statusTo('open')],
    ],
    policy,
  );
  expect(clocks).toMatchObject([{ metric: 'resolution', elapsedMinutes: 30, state: { kind: 'running' } }]);
});

describe('a changed priority', () => {
  const one = policyOf(['resolution']);

  test('counts what was counted, net of pauses', () => {
    const clocks = clocksOf(
      [
        created,
        [20, 'status_changed', statusTo('waiting_customer')],
        [80, 'status_changed', statusTo('open')],
        [90, 'priority_changed', { from: 'P3', to: 'P2' }],
      ],
      one,
    );
    expect(clocks).toMatchObject([{ elapsedMinutes: 30, targetMinutes: 60 }]);
    expect(clocks[0]?.breachedAt).toBeUndefined();
  });

  test('that takes the time away is the breach, and no delay', () => {
    const clocks = clocksOf([created, [90, 'priority_changed', { from: 'P3', to: 'P1' }]], one);
    expect(clocks).toMatchObject([{ breachedAt: at(90), breachedBy: 'reprioritisation' }]);
  });

  test('leaves a due time that was set by hand', () => {
    const clocks = clocksOf(
      [
        created,
        [10, 'due_pinned', { metric: 'resolution', at: at(500) }],
        [90, 'priority_changed', { from: 'P3', to: 'P1' }],
      ],
      one,
    );
    expect(clocks).toMatchObject([{ pinnedDue: at(500), targetMinutes: 500 }]);
    expect(clocks[0]?.breachedAt).toBeUndefined();
  });
});

test('a breach stays, whatever is written down of it later', () => {
  const breach = { metric: 'resolution', cycle: 1 };
  const clocks = clocksOf(
    [
      created,
      [300, 'sla_breached', { ...breach, due: at(240) }],
      [400, 'sla_breached', { ...breach, due: at(399) }],
    ],
    policyOf(['resolution']),
  );
  expect(clocks).toMatchObject([{ breachedAt: at(240) }]);
});

test('what is no sign changes nothing, and neither does a ticket without promises', () => {
  const before = { clocks: [], status: 'open', priority: 'P3', answered: false } as const;
  const terms = { policy: policyOf(metrics), calendars };
  const [note, unreadable] = history([
    [1, 'note_added'],
    [2, 'status_changed', { to: 'gone fishing' }],
  ]);
  for (const event of [note, unreadable])
    if (event) expect(clocksAfter({ ...before, clocks: [] }, event, terms)).toEqual(before);
  expect(rebuildClocks(history([created, [9, ...reply]]), {}, calendars)).toEqual([]);
});
