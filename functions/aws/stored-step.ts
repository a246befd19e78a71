import type { Step } from '../core/ticket.ts';

/**
 * A step as it lies in the table. DynamoDB keeps the members of a map in no order, but the first of a step's outcomes
 * is the usual one, and a form is asked in the order in which it was written: the definition is kept as text.
 */
export type StoredStep = Omit<Step, 'definition'> & { definition: string };

/** What goes without saying of a rung would be paid for with each write of its step. */
const USUAL = { by: 'mail', urgent: false };

export function storedStep({ definition, ...step }: Step): StoredStep {
  const short =
    'ladder' in definition
      ? {
          ...definition,
          ladder: definition.ladder.map(({ by, urgent, ...rung }) => ({
            ...rung,
            ...(by === USUAL.by ? {} : { by }),
            ...(urgent === USUAL.urgent ? {} : { urgent }),
          })),
        }
      : definition;
  return { ...step, definition: JSON.stringify(short) };
}

export function readStoredStep({ definition: text, ...step }: StoredStep): Step {
  const definition = JSON.parse(text) as Step['definition'];
  if (!('ladder' in definition)) return { ...step, definition };
  const ladder = definition.ladder.map((rung) => ({ ...USUAL, ...rung }));
  return { ...step, definition: { ...definition, ladder } };
}
