import { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../functions/core/instant.ts';
import type { ProcessFacts } from '../../functions/core/process-facts.ts';
import { openMachineRunner } from '../../local/machine-runner.ts';
import type { ExecutionDescription, MachineRunner } from '../../local/machine-runner.ts';
import type { StateMachineDefinition } from '../../statemachines/state-machine.ts';

export interface OpenStepCall {
  ref: string;
  run: number;
  /** Empty when steps are withdrawn. */
  step: string;
  definition?: { kind: string; on?: Record<string, string>; for?: string };
  token?: string;
  send?: Record<string, unknown>;
  holds?: boolean[];
  computed?: Record<string, unknown>;
  attention?: true;
  error?: { Error: string; Cause: string };
  withdraw?: string[];
}

/** What happens to a step that waits: its outcome and answers, null to leave it waiting. */
export type People = (call: OpenStepCall) => { outcome: string; answers: Record<string, unknown> } | null;

export const START = '2026-11-23T09:00:00.000Z';

const facts: ProcessFacts = {
  version: 1,
  ticket: {
    ref: 'T-0000-0001',
    priority: 'P3',
    impact: '',
    urgency: '',
    channel: 'mail',
    inbox: 'support@help.example.com',
    team: 'frontline',
    tags: [],
    fields: {},
    reopened: 0,
  },
  requester: { domain: 'shop.example', isAgent: false },
  calendar: { open: true, today: '2026-11-23', weekday: 'mon' },
  answers: {},
};

/** A ticket as the functions of the desk would know it: each change raises its version. */
function ticketOf({ ticket, requester }: Pick<Parameters<typeof runProcess>[0], 'ticket' | 'requester'>) {
  let known: ProcessFacts = {
    ...facts,
    ticket: { ...facts.ticket, ...ticket },
    requester: { ...facts.requester, ...requester },
  };
  const ends = new Map<string, number>();
  return {
    facts: () => known,
    learn: (answers: Record<string, unknown>) => {
      known = { ...known, version: known.version + 1, answers: { ...known.answers, ...answers } };
      return known;
    },
    timesEnded: (step: string, outcome: string) => {
      const times = (ends.get(`${step} ${outcome}`) ?? 0) + 1;
      ends.set(`${step} ${outcome}`, times);
      return times;
    },
  };
}

/** Runs a compiled process to its end, or until nobody does anything any more. Time flies. */
export async function runProcess(options: {
  machine: StateMachineDefinition;
  entry?: string | null;
  people: People;
  /** What its ticket and its requester are like, where that matters. */
  ticket?: Partial<ProcessFacts['ticket']>;
  requester?: Partial<ProcessFacts['requester']>;
  /** Which of so many steps that wait is dealt with next: the first. */
  next?: (waiting: number) => number;
  /** Throws where a step shall be at fault. */
  openStep?: (call: OpenStepCall) => void;
}): Promise<{ end: ExecutionDescription; calls: OpenStepCall[]; runner: MachineRunner }> {
  const { machine, entry = null, people, openStep = () => undefined, next = () => 0 } = options;
  let now: Instant = START;
  const ticket = ticketOf(options);
  const calls: OpenStepCall[] = [];
  let waiting: OpenStepCall[] = [];
  const runner = openMachineRunner({
    database: new DatabaseSync(':memory:'),
    clock: () => now,
    machines: new Map([['process', substituted(machine)]]),
    invoke: async (name, payload) => {
      if (name !== 'open-step') throw new Error(`there is no function ${name}`);
      const call: OpenStepCall = { step: '', ...(payload as Omit<OpenStepCall, 'step'>) };
      calls.push(call);
      openStep(call);
      if (call.token !== undefined) waiting.push(call);
      if (call.withdraw) waiting = waiting.filter(({ step }) => !call.withdraw?.includes(step));
      const until = new Date(Date.parse(now) + 86_400_000).toISOString();
      if (call.definition?.kind === 'wait') return { until, facts: ticket.learn({}) };
      return { outcome: onlyOutcome(call), times: 1, facts: ticket.learn({}) };
    },
  });
  const name = { machine: 'process', name: 'T-0000-0001-r1' };
  runner.start({ ...name, input: { ref: 'T-0000-0001', run: 1, entry, facts: ticket.facts() } });
  for (;;) {
    await runner.runDue();
    const [call] = waiting.splice(next(waiting.length), 1);
    const result = call && people(call);
    if (result) {
      const { outcome, answers } = result;
      const times = ticket.timesEnded(call.step, outcome);
      runner.succeedTask(call.token ?? '', { outcome, times, facts: ticket.learn(answers) });
    }
    const wake = runner.nextWake();
    if (wake !== null && wake > now) now = wake;
    if (!call && wake === null) break;
  }
  const end = runner.describe(name);
  if (!end) throw new Error('the process was not started');
  return { end, calls, runner };
}

function onlyOutcome({ definition }: OpenStepCall): string {
  return Object.keys(definition?.on ?? {})[0] ?? 'done';
}

/** With the function's name where the deployment has its ARN. */
export function substituted(machine: StateMachineDefinition): unknown {
  return JSON.parse(JSON.stringify(machine).replaceAll('${OpenStep}', 'open-step'));
}

/** Each step ends as told in its turn, then as it does best. */
export function ending(...told: [step: string, outcome: string][]): People {
  const rest = [...told];
  const best = ['done', 'confirmed', 'replied', 'approved'];
  return ({ step, definition }) => {
    const next = rest.findIndex(([id]) => id === step);
    const outcomes = Object.keys(definition?.on ?? {});
    const outcome = next < 0 ? outcomes.find((name) => best.includes(name)) : rest.splice(next, 1)[0]?.[1];
    return { outcome: outcome ?? '', answers: { [step]: outcome } };
  };
}

/** The steps that were come to, in order. */
export function opened(calls: OpenStepCall[]): string[] {
  return calls.map(({ step }) => step);
}
