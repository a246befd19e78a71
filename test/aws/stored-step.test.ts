import { expect, test } from 'vitest';
import { readStoredStep, storedStep } from '../../functions/aws/stored-step.ts';
import { aStep } from '../contract/ticket-builders.ts';

const usual = { at: '50%', to: 'owner', do: 'remind' } as const;
const unusual = { at: '100%', to: 'role:manager', do: 'escalate', by: 'hook:pager', urgent: true } as const;

test('what goes without saying of a rung is not written, and read all the same', () => {
  const { definition, ...rest } = aStep();
  if (definition.kind !== 'task') throw new Error('no task');
  const ladder = [{ ...usual, by: 'mail', urgent: false }, unusual];
  const step = { ...rest, definition: { ...definition, ladder } };
  const stored = storedStep(step);
  expect(JSON.parse(stored.definition)).toMatchObject({ ladder: [usual, unusual] });
  expect(stored.definition).not.toContain('"urgent":false');
  expect(readStoredStep(stored)).toEqual(step);
});
