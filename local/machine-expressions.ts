import jsonata from 'jsonata';
import type { Instant } from '../functions/core/instant.ts';

/** What states hand to each other. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Variables = Record<string, Json>;

/** For text that JSON made of such data before. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

/** A state went wrong in the machine's own terms: Retry and Catch are about these. */
export class StateError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** What an expression can see: `$states` and the variables. */
export interface Sight {
  states: { input: Json; result?: Json; errorOutput?: Json; context: Json };
  variables: Variables;
  now: Instant;
}

export interface Expressions {
  /** The template with every expression in it replaced by its value. Throws `StateError`. */
  evaluate(template: Json, sight: Sight): Promise<Json>;
}

/**
 * Parses every expression of a definition, once.
 * @throws Error that quotes the expression that is none.
 */
export function parseExpressions(definition: Json): Expressions {
  const parsed = new Map<string, jsonata.Expression>();
  for (const text of textsIn(definition)) {
    if (hasExpressions(text) && !parsed.has(text)) parsed.set(text, parseExpression(text));
  }

  async function evaluate(template: Json, sight: Sight): Promise<Json> {
    if (!hasExpressions(template)) return template;
    if (typeof template === 'string') {
      const expression = parsed.get(template);
      if (!expression) throw new Error(`${template} is no part of the definition`);
      return valueOf(template, expression, sight);
    }
    if (typeof template !== 'object' || template === null) return template;
    if (Array.isArray(template)) return Promise.all(template.map((item) => evaluate(item, sight)));
    const entries: [string, Json][] = [];
    for (const [key, value] of Object.entries(template)) entries.push([key, await evaluate(value, sight)]);
    return Object.fromEntries(entries);
  }

  return { evaluate };
}

function parseExpression(text: string): jsonata.Expression {
  if (!text.endsWith('%}')) throw new Error(`the expression ${text} does not end with %}`);
  try {
    return jsonata(text.slice(2, -2));
  } catch (cause) {
    throw new Error(`the expression ${text} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function valueOf(text: string, expression: jsonata.Expression, sight: Sight): Promise<Json> {
  const bindings = {
    ...sight.variables,
    states: sight.states,
    now: () => sight.now,
    millis: () => Date.parse(sight.now),
  };
  const value: unknown = await expression.evaluate(undefined, bindings).catch((cause: unknown) => {
    throw new StateError('States.QueryEvaluationError', `${text}: ${messageOf(cause)}`, { cause });
  });
  const json = asJson(text, value);
  if (json === undefined) throw new StateError('States.QueryEvaluationError', `${text} has no value`);
  return json;
}

/** JSONata marks its lists with properties of its own; what is handed on is plain data. */
function asJson(text: string, value: unknown): Json | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined) return undefined;
  return parseJson(
    JSON.stringify(value, (_, inner: unknown) => {
      if (isFunction(inner)) throw new StateError('States.QueryEvaluationError', `${text} yields a function`);
      return inner;
    }),
  );
}

function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    ('_jsonata_function' in value || '_jsonata_lambda' in value)
  );
}

function hasExpressions(template: Json): boolean {
  if (typeof template === 'string') return template.startsWith('{%');
  return typeof template === 'object' && template !== null && Object.values(template).some(hasExpressions);
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function messageOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'message' in cause
    ? String(cause.message)
    : String(cause);
}
