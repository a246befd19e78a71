import { priorities } from '../functions/core/desk.ts';
import { factNames } from '../functions/core/process-facts.ts';
import { formOf } from '../functions/core/process-template.ts';
import type { FormField, ProcessTemplate } from '../functions/core/process-template.ts';

/** What is known of a value before anything has run. */
export type Shape =
  | { kind: 'text'; options?: readonly string[] }
  | { kind: 'number' | 'bool' | 'unknown' }
  | { kind: 'object'; name: string; fields: Readonly<Record<string, Shape>> };

export const unknown: Shape = { kind: 'unknown' };
const text: Shape = { kind: 'text' };

/** Facts that are no plain texts, by what `factNames` calls them. */
const shapes: Readonly<Record<string, Shape>> = {
  'ticket.priority': { kind: 'text', options: priorities },
  'ticket.tags': unknown,
  'ticket.reopened': { kind: 'number' },
  'requester.isAgent': { kind: 'bool' },
  'calendar.open': { kind: 'bool' },
  'calendar.weekday': { kind: 'text', options: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
};

/** Everything that the expressions of a process may read: what each run knows, its forms' fields, what it sets. */
export function declaredFacts(template: ProcessTemplate): Shape {
  const groups = Object.entries(factNames).map(([group, names]): [string, Shape] => [
    group,
    group === 'ticket'
      ? objectOf(group, {
          ...shapesOf(group, names),
          fields: objectOf('ticket.fields', ticketFields(template)),
        })
      : objectOf(group, shapesOf(group, names)),
  ]);
  const answers = objectOf('answers', answerFields(template));
  return objectOf('', { ...Object.fromEntries(groups), answers });
}

function objectOf(name: string, fields: Record<string, Shape>): Shape {
  return { kind: 'object', name, fields };
}

function shapesOf(group: string, names: readonly string[]): Record<string, Shape> {
  return Object.fromEntries(names.map((name) => [name, shapes[`${group}.${name}`] ?? text]));
}

function answerFields(template: ProcessTemplate): Record<string, Shape> {
  const forms = Object.values(template.steps).map(formOf);
  return merged(
    forms.flatMap((form) =>
      Object.entries(form).map(([name, field]): [string, Shape] => [name, shapeOfField(field)]),
    ),
  );
}

function shapeOfField({ type, options }: FormField): Shape {
  switch (type) {
    case 'number':
    case 'bool':
      return { kind: type };
    case 'choice':
      return { kind: 'text', ...(options ? { options } : {}) };
    case 'text':
    case 'date':
      return text;
    case 'multi':
    case 'file':
      return unknown;
  }
}

function ticketFields(template: ProcessTemplate): Record<string, Shape> {
  const steps = Object.values(template.steps).flatMap((step) => (step.kind === 'set' ? [step] : []));
  return merged(
    steps.flatMap(({ rules, compute }) => [
      ...rules.flatMap(({ set }) =>
        Object.entries(set.fields ?? {}).map(([name, value]): [string, Shape] => [name, shapeOfValue(value)]),
      ),
      ...Object.keys(compute).map((name): [string, Shape] => [name, unknown]),
    ]),
  );
}

export function shapeOfValue(value: unknown): Shape {
  if (typeof value === 'string') return text;
  if (typeof value === 'number') return { kind: 'number' };
  return typeof value === 'boolean' ? { kind: 'bool' } : unknown;
}

/** A name that is declared twice is what both say it is, or unknown. */
function merged(entries: [string, Shape][]): Record<string, Shape> {
  const fields: Record<string, Shape> = {};
  for (const [name, shape] of entries) {
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
    fields[name] = before ? common(before, shape) : shape;
  }
  return fields;
}

/** What two values have in common. */
export function common(first: Shape, second: Shape): Shape {
  if (first.kind !== second.kind || first.kind === 'object') return unknown;
  if (first.kind !== 'text' || second.kind !== 'text') return first;
  if (!first.options || !second.options) return text;
  return { kind: 'text', options: [...new Set([...first.options, ...second.options])] };
}
