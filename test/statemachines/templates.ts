import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { processTemplate } from '../../functions/core/process-template.ts';
import type { ProcessTemplate } from '../../functions/core/process-template.ts';
import type { KnownNames } from '../../statemachines/process-fault.ts';

const file = new URL('./fixtures/customer-support.yaml', import.meta.url);

export const known: KnownNames = {
  teams: ['frontline', 'leads', 'writers', 'product'],
  roles: ['manager'],
  agents: ['chief'],
  skills: ['printers'],
  onCall: ['nights'],
  sla: ['standard'],
  hooks: ['robot'],
  processes: {
    'customer-support': ['incident'],
    test: [],
    incident: [],
    round: ['middle'],
    middle: ['test'],
  },
  replies: ['question', 'verify', 'goodbye'],
};

/** A process with a step of every kind. */
export function customerSupport(): ProcessTemplate {
  return processTemplate.parse(parse(readFileSync(file, 'utf8')));
}

/** A process of these steps, which begins at the first and is reopened there. */
export function processOf(steps: Record<string, unknown>): ProcessTemplate {
  return processTemplate.parse({
    id: 'test',
    title: { internal: 'Test', customer: 'Test' },
    onReopen: Object.keys(steps)[0] ?? 'nothing',
    sla: 'standard',
    steps,
  });
}

const staffed = { owner: 'team:frontline', due: '1d', ladder: [{ at: '100%', do: 'escalate' }] };

export function task(
  on: Record<string, string>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { kind: 'task', ...staffed, on, ...more };
}

export function approval(
  on: Record<string, string>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { kind: 'approval', ...staffed, expires: { after: '5d', outcome: 'declined' }, on, ...more };
}

export function verify(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    kind: 'verify',
    message: 'replies/verify.liquid',
    ladder: [{ at: '1d' }],
    expires: { after: '5d', outcome: 'silent' },
    on: { confirmed: 'end', rejected: 'end', silent: 'end' },
    ...more,
  };
}

/** Goes on to `end`. */
export function parallel(...branches: string[]): Record<string, unknown> {
  return { kind: 'parallel', branches, on: { done: 'end' } };
}

export function close(code = 'done'): unknown {
  return { kind: 'close', code };
}
