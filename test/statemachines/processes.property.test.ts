import validate from 'asl-validator';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProcessTemplate } from '../../functions/core/process-template.ts';
import { prepareMachine } from '../../local/machine-definition.ts';
import { checkProcess } from '../../statemachines/check-process.ts';
import { compileProcess } from '../../statemachines/compile-process.ts';
import { runProcess, substituted } from './process-world.ts';
import type { People } from './process-world.ts';
import { anyProcess } from './random-processes.ts';
import { known } from './templates.ts';

/** People do anything at first; later they only go on, as even the most unsettled matter ends one day. */
function anybody(choices: number[]): People {
  let turn = 0;
  return ({ step, definition }) => {
    const outcomes = Object.keys(definition?.on ?? {});
    const choice = choices[turn] ?? 0;
    turn += 1;
    return { outcome: outcomes[choice % outcomes.length] ?? '', answers: { [step]: turn } };
  };
}

function mandatorySteps(template: ProcessTemplate): string[] {
  return Object.entries(template.steps)
    .filter(([, definition]) => 'mandatory' in definition && definition.mandatory)
    .map(([id]) => id);
}

test('any process is sound, compiles, is valid and can run', () => {
  fc.assert(
    fc.property(anyProcess, (template) => {
      expect(checkProcess(template, known)).toEqual([]);
      const machine = substituted(compileProcess(template));
      expect(() => prepareMachine(template.id, machine)).not.toThrow();
      expect(validate(machine).errorsText()).toBe('');
    }),
    { numRuns: 20 },
  );
});

test('whatever people do, a process ends in a close, past every mandatory step unless it was spam', async () => {
  await fc.assert(
    fc.asyncProperty(anyProcess, fc.array(fc.nat(20), { maxLength: 12 }), async (template, choices) => {
      const { end, calls } = await runProcess({
        machine: compileProcess(template),
        people: anybody(choices),
      });
      expect(end.status).toBe('SUCCEEDED');
      const visited = new Set(calls.map(({ step }) => step));
      const last = template.steps[calls.at(-1)?.step ?? ''];
      expect(last?.kind).toBe('close');
      const spam = last?.kind === 'close' && last.code === 'spam';
      const missed = spam ? [] : mandatorySteps(template).filter((step) => !visited.has(step));
      expect(missed).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('every mandatory step that can be gone round is found', () => {
  fc.assert(
    fc.property(anyProcess, (template) => {
      const mandatory = mandatorySteps(template).filter((id) => id !== 'triage');
      fc.pre(mandatory.length > 0);
      const faults = checkProcess(withShortcut(template), known);
      expect(faults.map((fault) => fault.step).toSorted()).toEqual(mandatory.toSorted());
    }),
    { numRuns: 60 },
  );
});

/** Its first step may close the process as done. */
function withShortcut(template: ProcessTemplate): ProcessTemplate {
  const { triage } = template.steps;
  if (triage?.kind !== 'task') throw new Error('the process has no triage');
  const quick = { ...triage, on: { ...triage.on, quick: 'closed' } };
  return { ...template, steps: { ...template.steps, triage: quick } };
}
