import { known } from './process-line.ts';
import type { Line } from './process-line.ts';

/** Whether an expression over the facts holds. What has no value does not: an answer that nobody has given yet. */
export function holds(line: Line, expression: string): string {
  return `{% $boolean(${known(line, 'facts')}.(${expression})) = true %}`;
}

/** The values of expressions over the facts, by name; what has no value is left out. */
export function valuesOf(line: Line, expressions: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(expressions).map(([name, expression]) => `${literal(name)}: (${expression})`);
  return `{% ${known(line, 'facts')}.({ ${pairs.join(', ')} }) %}`;
}

/** JSON texts and lists of texts are JSONata literals too. */
export function literal(value: string | string[]): string {
  return JSON.stringify(value);
}
