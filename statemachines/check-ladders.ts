import { expiryOf, ladderOf } from '../functions/core/process-template.ts';
import type { AwaitedStep, Rung } from '../functions/core/process-template.ts';
import { stepFault } from './process-fault.ts';
import type { ProcessFault } from './process-fault.ts';

/** Somebody is reminded of a step that waits, and in the end something happens even when nobody does anything. */
export function ladderFaults(id: string, definition: AwaitedStep): ProcessFault[] {
  if (definition.kind === 'call') return [];
  const ladder = ladderOf(definition);
  return [
    ...endFaults(id, definition, ladder),
    ...ladder.flatMap((rung, index) => rungFaults(id, definition, { rung, index })),
  ];
}

function endFaults(id: string, definition: AwaitedStep, ladder: Rung[]): ProcessFault[] {
  const last = ladder.at(-1);
  if (!last) {
    const remedy = 'add a ladder, as in ladder: [{ at: 50% }, { at: +2h, to: role:manager, do: escalate }]';
    return [stepFault(id, ['ladder'], { problem: `nobody is reminded of ${id}`, remedy })];
  }
  if (last.do !== 'remind' || expiryOf(definition)) return [];
  const problem = `the ladder of ${id} has no end: after the last reminder it may wait for ever`;
  const canExpire = definition.kind !== 'process';
  const remedy = canExpire
    ? 'let the last rung do: escalate, or add expires: { after, outcome }'
    : 'let the last rung do: escalate';
  return [stepFault(id, ['ladder'], { problem, remedy })];
}

function rungFaults(
  id: string,
  definition: AwaitedStep,
  { rung, index }: { rung: Rung; index: number },
): ProcessFault[] {
  const at = (key: string, problem: string, remedy: string) =>
    stepFault(id, key ? ['ladder', index, key] : ['ladder', index], { problem, remedy });
  const faults: ProcessFault[] = [];
  const outcomes = Object.keys(definition.on);
  if (rung.to === 'external' && definition.kind !== 'external')
    faults.push(at('to', `${id} asks nobody outside`, 'name somebody of the desk or the requester'));
  if (rung.do === 'reassign' && ['owner', 'requester', 'external'].includes(rung.to))
    faults.push(at('to', `${id} cannot be given to ${rung.to}`, 'name a team, role, agent or the lead'));
  if (rung.do === 'complete' && rung.outcome === undefined)
    faults.push(at('', `nothing says how the rung completes ${id}`, `add outcome: ${outcomes.join(' or ')}`));
  if (rung.do === 'complete' && rung.outcome !== undefined && !outcomes.includes(rung.outcome))
    faults.push(at('outcome', `${id} never ends as ${rung.outcome}`, `name one of ${outcomes.join(', ')}`));
  if (rung.do !== 'complete' && rung.outcome !== undefined)
    faults.push(at('outcome', `the rung has an outcome, but does ${rung.do}`, 'write do: complete'));
  if (rung.do === 'close' && rung.code === undefined)
    faults.push(at('', 'nothing says as what the rung closes the ticket', 'add code: unreachable'));
  if (rung.do !== 'close' && rung.code !== undefined)
    faults.push(at('code', `the rung has a code, but does ${rung.do}`, 'write do: close'));
  return faults;
}
