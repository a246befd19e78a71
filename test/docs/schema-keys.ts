import * as z from 'zod';

export interface SchemaKey {
  required: boolean;
  /** What holds where the key is left out, if that is one word or number. */
  usual: string | null;
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  required?: string[];
  default?: unknown;
}

/** Every key that a file may have, as `clocks.ladder.at`: entries of lists and names that an admin chooses left out. */
export function schemaKeys(schema: z.ZodType): Map<string, SchemaKey> {
  const keys = new Map<string, SchemaKey>();
  collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, [], keys);
  return keys;
}

function collect(node: JsonSchema, path: string[], keys: Map<string, SchemaKey>): void {
  for (const choice of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) collect(choice, path, keys);
  for (const [key, inner] of Object.entries(node.properties ?? {})) {
    const usual = inner.default;
    keys.set([...path, key].join('.'), {
      required: node.required?.includes(key) ?? false,
      usual: typeof usual === 'string' || typeof usual === 'number' ? String(usual) : null,
    });
    collect(inner, [...path, key], keys);
  }
  if (node.items) collect(node.items, path, keys);
  if (typeof node.additionalProperties === 'object') collect(node.additionalProperties, path, keys);
}
