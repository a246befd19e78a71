import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../functions/core/ticket.ts';

/** What two readings of a ticket's clocks disagree about, a line each; none when they agree. */
export function clockDifferences(stored: Clock[], rebuilt: Clock[]): string[] {
  const readings = [stored, rebuilt].map((clocks) => new Map(clocks.map((clock) => [nameOf(clock), clock])));
  const [before, after] = readings;
  const names = new Set(readings.flatMap((reading) => [...reading.keys()]));
  return [...names].toSorted().flatMap((name) => {
    const [first, second] = [before?.get(name), after?.get(name)];
    if (!first) return [`${name}: not stored`];
    if (!second) return [`${name}: its history does not start it`];
    return fieldDifferences(first, second).map((difference) => `${name}: ${difference}`);
  });
}

function fieldDifferences(stored: Clock, rebuilt: Clock): string[] {
  const [before, after]: Record<string, unknown>[] = [{ ...stored }, { ...rebuilt }];
  return [...new Set([stored, rebuilt].flatMap((clock) => Object.keys(clock)))]
    .filter((field) => !isDeepStrictEqual(before?.[field], after?.[field]))
    .map(
      (field) => `${field} is stored as ${shown(before?.[field])}, the history says ${shown(after?.[field])}`,
    );
}

function nameOf({ metric, cycle }: Clock): string {
  return `${metric} ${cycle}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
