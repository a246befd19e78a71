import * as z from 'zod';
import { valueAt } from './yaml-path.ts';
import type { YamlPath } from './yaml-path.ts';

export interface KnownKeys {
  all: string[];
  required: string[];
}

/** The part of a JSON Schema (https://json-schema.org) that says which keys a value may have. */
const jsonSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
  oneOf: z.array(z.unknown()).default([]),
  const: z.unknown().optional(),
});
type JsonSchema = z.infer<typeof jsonSchema>;

/**
 * Which keys a schema knows at a place of a file, and which must be there; of several shapes those that fit the value.
 * @param root what the file holds.
 */
export function keysAt(schema: z.ZodType, path: YamlPath, root: unknown): KnownKeys {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  let shapes = shapesOf(whole, root);
  path.forEach((part, index) => {
    const inner = valueAt(root, path.slice(0, index + 1));
    shapes = shapes.flatMap((shape) => shapesOf(below(shape, part), inner));
  });
  return {
    all: [...new Set(shapes.flatMap(({ properties }) => Object.keys(properties)))],
    required: [...new Set(shapes.flatMap(({ required }) => required))],
  };
}

function below(shape: JsonSchema, part: string | number): unknown {
  return typeof part === 'number' ? shape.items : (shape.properties[part] ?? shape.additionalProperties);
}

function shapesOf(node: unknown, value: unknown): JsonSchema[] {
  const read = jsonSchema.safeParse(node);
  if (!read.success) return [];
  const choices = [...read.data.anyOf, ...read.data.oneOf];
  if (choices.length > 0) return choices.flatMap((choice) => shapesOf(choice, value));
  return isMeant(read.data, value) ? [read.data] : [];
}

/** `kind: task` rules out the shapes of the other kinds. */
function isMeant({ properties }: JsonSchema, value: unknown): boolean {
  return Object.entries(properties).every(([key, property]) => {
    const fixed = jsonSchema.safeParse(property).data?.const;
    return fixed === undefined || valueAt(value, [key]) === fixed;
  });
}
