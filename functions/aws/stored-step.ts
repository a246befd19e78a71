import type { Step } from '../core/ticket.ts';

/**
 * A step as it lies in the table. DynamoDB keeps the members of a map in no order, but the first of a step's outcomes
 * is the usual one, and a form is asked in the order in which it was written: the definition is kept as text.
 */
export type StoredStep = Omit<Step, 'definition'> & { definition: string };

export function storedStep({ definition, ...step }: Step): StoredStep {
  return { ...step, definition: JSON.stringify(definition) };
}

export function readStoredStep({ definition, ...step }: StoredStep): Step {
  return { ...step, definition: JSON.parse(definition) as Step['definition'] };
}
