import { fileURLToPath } from 'node:url';
import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { compileProcess } from '../../statemachines/compile-process.ts';
import { anybody, randomFrom } from './people-at-random.ts';
import { runProcess, substituted } from './process-world.ts';

const loaded = loadDesk(fileURLToPath(new URL('../../desk', import.meta.url)));
const processes = loaded.kind === 'loaded' ? Object.entries(loaded.desk.processes) : [];

test('the shipped desk has processes', () => {
  expect(processes.map(([id]) => id)).toContain('customer-support');
});

describe.each(processes)('%s', (_, template) => {
  const machine = compileProcess(template);

  test('is valid', () => {
    expect(validate(substituted(machine)).errorsText()).toBe('');
  });

  test.each([1, 2, 3])('ends in a close whatever people do (%i)', async (seed) => {
    const random = randomFrom(seed);
    const { end, calls } = await runProcess({
      machine,
      people: anybody(random),
      next: (waiting) => Math.floor(random() * waiting),
    });
    expect(end.status).toBe('SUCCEEDED');
    expect(calls.filter(({ attention }) => attention)).toEqual([]);
    expect(calls.at(-1)?.definition?.kind).toBe('close');
  });
});
