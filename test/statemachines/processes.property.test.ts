import validate from 'asl-validator';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProcessTemplate } from '../../functions/core/process-template.ts';
import { prepareMachine } from '../../local/machine-definition.ts';
import { checkProcess } from '../../statemachines/check-process.ts';
import { compileProcess } from '../../statemachines/compile-process.ts';
import type { State, States } from '../../statemachines/state-machine.ts';
import { anybody, randomFrom } from './people-at-random.ts';
import { runProcess, substituted } from './process-world.ts';
import { anyProcess } from './random-processes.ts';
import { known } from './templates.ts';

function mandatorySteps(template: ProcessTemplate): string[] {
  return Object.entries(template.steps)
    .filter(([, definition]) => 'mandatory' in definition && definition.mandatory)
    .map(([id]) => id);
}

/** States that no path from their line's start comes to. */
function unreachedStates({ StartAt, States }: States): string[] {
  const reached = new Set([StartAt]);
  for (const name of reached) for (const next of waysOn(States[name])) reached.add(next);
  const own = Object.keys(States).filter((name) => !reached.has(name));
  const within = Object.values(States).flatMap((state) =>
    state.Type === 'Parallel' ? state.Branches.flatMap(unreachedStates) : [],
  );
  return [...own, ...within];
}

function waysOn(state: State | undefined): string[] {
  const rules = state?.Type === 'Choice' ? state.Choices : [];
  const catchers = state && 'Catch' in state && state.Catch ? state.Catch : [];
  const next = state && 'Next' in state && state.Next ? [state.Next] : [];
  const otherwise = state?.Type === 'Choice' && state.Default ? [state.Default] : [];
  return [...next, ...otherwise, ...[...rules, ...catchers].map(({ Next }) => Next)];
}

test('any process is sound, compiles, is valid, can run and has no state too many', () => {
  fc.assert(
    fc.property(anyProcess, (template) => {
      expect(checkProcess(template, known)).toEqual([]);
      const compiled = compileProcess(template);
      const machine = substituted(compiled);
      expect(() => prepareMachine(template.id, machine)).not.toThrow();
      expect(validate(machine).errorsText()).toBe('');
      expect(unreachedStates(compiled)).toEqual([]);
      expect(JSON.stringify(machine)).not.toContain('${');
    }),
    { numRuns: 10 },
  );
});

test('whatever people do, a process ends in a close, past every mandatory step unless it was spam', async () => {
  await fc.assert(
    fc.asyncProperty(anyProcess, fc.integer(), async (template, seed) => {
      const random = randomFrom(seed);
      const { end, calls } = await runProcess({
        machine: compileProcess(template),
        people: anybody(random),
        next: (waiting) => Math.floor(random() * waiting),
        ticket: { priority: random() < 0.5 ? 'P1' : 'P3', tags: random() < 0.5 ? ['vip'] : [] },
      });
      expect(end.status).toBe('SUCCEEDED');
      expect(calls.filter(({ attention }) => attention)).toEqual([]);
      const visited = new Set(calls.map(({ step }) => step));
      const last = template.steps[calls.at(-1)?.step ?? ''];
      expect(last?.kind).toBe('close');
      const spam = last?.kind === 'close' && last.code === 'spam';
      const missed = spam ? [] : mandatorySteps(template).filter((step) => !visited.has(step));
      expect(missed).toEqual([]);
    }),
    { numRuns: 40 },
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
    { numRuns: 30 },
  );
});

/** Its first step may close the process as done. */
function withShortcut(template: ProcessTemplate): ProcessTemplate {
  const { triage } = template.steps;
  if (triage?.kind !== 'task') throw new Error('the process has no triage');
  const quick = { ...triage, on: { ...triage.on, quick: 'closed' } };
  return { ...template, steps: { ...template.steps, triage: quick } };
}

test('every way back that has no bound is found', () => {
  fc.assert(
    fc.property(anyProcess, (template) => {
      const looped = Object.entries(template.steps).filter(
        ([, step]) => 'loops' in step && Object.keys(step.loops).length > 0,
      );
      fc.pre(looped.length > 0);
      const steps = { ...template.steps };
      for (const [id, step] of looped) if ('loops' in step) steps[id] = { ...step, loops: {} };
      const problems = checkProcess({ ...template, steps }, known).map(({ problem }) => problem);
      expect(problems.filter((problem) => problem.endsWith('has no bound')).length).toBeGreaterThan(0);
    }),
    { numRuns: 40 },
  );
});
