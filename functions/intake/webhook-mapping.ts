import jsonata from 'jsonata';
import type { Expression } from 'jsonata';
import * as z from 'zod';
import { priorities } from '../core/desk.ts';

/** More than any sensible mapping needs of a payload of 1 MB, and over within a second or so. */
const MAX_EVALUATIONS = 200_000;
/** Deeper than this, an expression calls itself without end. */
const MAX_DEPTH = 200;
const MAX_TEXT = 200_000;

/** jsonata calls what is bound to these before and after each expression that it evaluates. */
const onEntry = Symbol.for('jsonata.__evaluate_entry');
const onExit = Symbol.for('jsonata.__evaluate_exit');

const mapped = z.strictObject({
  from: z.strictObject({ address: z.string().max(320).default(''), name: z.string().max(200).default('') }),
  subject: z.string().trim().min(1).max(1000),
  text: z.string().trim().min(1).max(MAX_TEXT),
  priority: z.enum(priorities).optional(),
  process: z.string().optional(),
  /** Whether the sender may get an acknowledgement by mail; a machine must not. */
  answerable: z.boolean().default(false),
});
export type MappedPayload = z.infer<typeof mapped>;

export type MappingOutcome =
  { kind: 'mapped'; message: MappedPayload } | { kind: 'failed'; explanation: string };

/**
 * What a source's JSONata expression makes of a payload. Every failure is a value: no JSON, an expression that is
 * wrong or does not come to an end, a result of another form.
 *
 * @param source.body the bytes as received, JSON in UTF-8.
 */
export async function mapPayload(source: { mapping: string; body: Uint8Array }): Promise<MappingOutcome> {
  const payload = readJson(source.body);
  if (!payload) return { kind: 'failed', explanation: 'the payload is not JSON in UTF-8' };
  const result = await evaluateBounded(source.mapping, payload.json);
  if (result.kind === 'failed') return result;
  const read = mapped.safeParse(result.value);
  return read.success
    ? { kind: 'mapped', message: read.data }
    : { kind: 'failed', explanation: `what the mapping yields: ${z.prettifyError(read.error)}` };
}

function readJson(body: Uint8Array): { json: unknown } | null {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch {
    return null;
  }
}

type Evaluated = { kind: 'value'; value: unknown } | { kind: 'failed'; explanation: string };

async function evaluateBounded(mapping: string, payload: unknown): Promise<Evaluated> {
  try {
    const result: unknown = await bounded(jsonata(mapping)).evaluate(payload);
    // What jsonata yields carries marks of its own on arrays and objects; what goes on is plain data.
    return { kind: 'value', value: result === undefined ? null : JSON.parse(JSON.stringify(result)) };
  } catch (error) {
    // jsonata throws plain objects as well as errors.
    const message =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    return { kind: 'failed', explanation: `the mapping: ${message}` };
  }
}

function bounded(expression: Expression): Expression {
  let evaluations = 0;
  let depth = 0;
  const enter = () => {
    evaluations += 1;
    depth += 1;
    if (evaluations > MAX_EVALUATIONS || depth > MAX_DEPTH)
      throw new RangeError('it does not come to an end');
  };
  const leave = () => {
    depth -= 1;
  };
  // The published types know names that are strings only.
  Reflect.apply(expression.assign, expression, [onEntry, enter]);
  Reflect.apply(expression.assign, expression, [onExit, leave]);
  return expression;
}
