import * as z from 'zod';

/** A pattern of EventBridge or of an event source: members that are named must be there with one of the values listed. */
export interface EventPattern {
  [name: string]: EventPattern | unknown[];
}

const prefix = z.object({ prefix: z.string() });

export function fitsPattern(pattern: EventPattern, event: unknown): boolean {
  const members = z.record(z.string(), z.unknown()).safeParse(event);
  return (
    members.success &&
    Object.entries(pattern).every(([name, wanted]) => {
      const value = members.data[name];
      if (!Array.isArray(wanted)) return fitsPattern(wanted, value);
      return [value].flat().some((one) => wanted.some((choice) => fitsValue(choice, one)));
    })
  );
}

function fitsValue(choice: unknown, value: unknown): boolean {
  const wanted = prefix.safeParse(choice);
  return wanted.success
    ? typeof value === 'string' && value.startsWith(wanted.data.prefix)
    : choice === value;
}
