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
  sla: ['standard'],
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

export function task(on: Record<string, string>, more: Record<string, unknown> = {}): unknown {
  return { kind: 'task', ...staffed, on, ...more };
}

export function approval(on: Record<string, string>, more: Record<string, unknown> = {}): unknown {
  return { kind: 'approval', ...staffed, on, ...more };
}

export function close(code = 'done'): unknown {
  return { kind: 'close', code };
}
