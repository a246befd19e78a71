import jsonata from 'jsonata';
import { common, shapeOfValue, unknown } from './declared-facts.ts';
import type { Shape } from './declared-facts.ts';
import { functionNames, numberFunctions, results, textFunctions } from './expression-functions.ts';

interface Problem {
  problem: string;
  remedy: string;
}

/** A part of a parsed expression (https://docs.jsonata.org); which fields it has goes by its type. */
interface Part {
  type: string;
  value?: unknown;
  steps?: Part[];
  expressions?: Part[];
  /** Predicates of a step, and the group of a path. */
  stages?: Part[];
  predicate?: Part[];
  group?: object;
  /** A step's value under a name of its own: `answers.files@$file`, and its place: `#$index`. */
  focus?: string;
  index?: string;
  lhs?: unknown;
  rhs?: unknown;
  condition?: Part;
  then?: Part;
  else?: Part;
  procedure?: Part;
  arguments?: Part[];
  body?: Part;
}

interface Sight {
  /** What names are looked up in. */
  here: Shape;
  variables: ReadonlyMap<string, Shape>;
  report: (problem: string, remedy: string) => void;
}

/** What is wrong with an expression over these facts: its form, a name that nobody declares, values of different kinds. */
export function expressionProblems(expression: string, facts: Shape): Problem[] {
  const problems: Problem[] = [];
  const report = (problem: string, remedy: string) => {
    if (!problems.some((known) => known.problem === problem)) problems.push({ problem, remedy });
  };
  let parsed: Part;
  try {
    parsed = jsonata(expression).ast();
  } catch (fault) {
    report(`this is no JSONata: ${messageOf(fault)}`, 'try it on https://try.jsonata.org');
    return problems;
  }
  read(parsed, { here: facts, variables: new Map(), report });
  return problems;
}

/** Looks at a part and all that is in it. @returns what is known of its value. */
function read(part: Part, sight: Sight): Shape {
  switch (part.type) {
    case 'string':
    case 'number':
    case 'value':
      return shapeOfValue(part.value);
    case 'name':
      return field(String(part.value), sight);
    case 'variable':
      return variable(String(part.value), sight);
    case 'path':
      return path(part, sight);
    case 'binary':
      return operation(part, sight);
    case 'condition':
      return condition(part, sight);
    case 'block':
      return block(part, sight);
    case 'lambda':
      return lambda(part, sight);
    case 'function':
      return call(part, sight);
    default:
      readParts(part, sight);
      return unknown;
  }
}

function readParts(value: unknown, sight: Sight): void {
  for (const part of Array.isArray(value) ? value : Object.values(value ?? {})) {
    if (isPart(part)) read(part, sight);
    else if (typeof part === 'object' && part !== null && !(part instanceof RegExp)) readParts(part, sight);
  }
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function field(name: string, { here, report }: Sight): Shape {
  if (here.kind === 'unknown') return unknown;
  if (here.kind !== 'object') {
    report(`a ${words[here.kind]} has no ${name}`, 'leave out what stands behind the last point');
    return unknown;
  }
  const shape = Object.hasOwn(here.fields, name) ? here.fields[name] : undefined;
  if (shape) return shape;
  const names = Object.keys(here.fields);
  const missing = here.name ? `${here.name} has no ${name}` : `nothing is called ${name}`;
  const remedy =
    names.length > 0
      ? `name one of ${names.join(', ')}`
      : `declare it first: ${here.name === 'answers' ? 'in the form of a step' : 'in a set step'}`;
  report(missing, remedy);
  return unknown;
}

const words = { text: 'text', number: 'number', bool: 'yes or no' };

function variable(name: string, { here, variables, report }: Sight): Shape {
  if (name === '') return here;
  const shape = variables.get(name);
  if (shape) return shape;
  if (functionNames.has(name)) return unknown;
  const remedy = 'use a function of https://docs.jsonata.org, or give the name a value before: $name := …';
  report(`nothing is called $${name}`, remedy);
  return unknown;
}

/** Each step of a path is looked up in the value of the one before. */
function path({ steps = [], group }: Part, sight: Sight): Shape {
  let { here } = sight;
  const variables = new Map(sight.variables);
  for (const step of steps) {
    const inner = { ...sight, here, variables };
    const value = step.type === 'sort' ? here : read(step, inner);
    if (step.type === 'sort') readParts(step, inner);
    readParts([...(step.stages ?? []), ...(step.predicate ?? [])], { ...inner, here: value });
    if (step.focus) variables.set(step.focus, value);
    if (step.index) variables.set(step.index, { kind: 'number' });
    // Behind a name of its own the next step starts from where this one did.
    here = step.focus ? unknown : value;
  }
  if (group) readParts(group, { ...sight, here, variables });
  return here;
}

const comparisons = new Set(['<', '<=', '>', '>=']);
const sums = new Set(['+', '-', '*', '/', '%']);
const truths = new Set(['=', '!=', 'in', 'and', 'or']);

function operation({ value, lhs, rhs }: Part, sight: Sight): Shape {
  const operator = String(value);
  const left = isPart(lhs) ? read(lhs, sight) : unknown;
  const right = isPart(rhs) ? read(rhs, sight) : unknown;
  if (comparisons.has(operator)) {
    checkOrder([left, right], operator, sight);
    return { kind: 'bool' };
  }
  if (sums.has(operator)) {
    const odd = [left, right].find(({ kind }) => kind !== 'number' && kind !== 'unknown');
    if (odd) sight.report(`${operator} is for numbers only`, 'join texts with &, or use a number field');
    return { kind: 'number' };
  }
  if (operator === '=' || operator === '!=' || operator === 'in') {
    checkOption(left, rhs, sight);
    checkOption(right, lhs, sight);
  }
  if (truths.has(operator)) return { kind: 'bool' };
  return operator === '&' ? { kind: 'text' } : unknown;
}

/** Only numbers and texts have an order, and not among each other. */
function checkOrder(sides: [Shape, Shape], operator: string, { report }: Sight): void {
  const known = sides.filter(({ kind }) => kind !== 'unknown').map(({ kind }) => kind);
  const ordered = known.every((kind) => kind === 'number' || kind === 'text');
  if (ordered && new Set(known).size < 2) return;
  report(
    `${operator} compares two numbers or two texts, nothing else`,
    'compare the answer to a number field',
  );
}

/** A choice that is compared with something it does not offer is never so. */
function checkOption(shape: Shape, other: unknown, { report }: Sight): void {
  if (shape.kind !== 'text' || !shape.options || !isPart(other)) return;
  const compared = other.type === 'unary' && other.value === '[' ? (other.expressions ?? []) : [other];
  for (const { type, value } of compared) {
    if (type !== 'string' || shape.options.includes(String(value))) continue;
    report(`it is never ${String(value)}`, `compare it with ${shape.options.join(', ')}`);
  }
}

function condition(part: Part, sight: Sight): Shape {
  if (part.condition) read(part.condition, sight);
  const yes = part.then ? read(part.then, sight) : unknown;
  return part.else ? common(yes, read(part.else, sight)) : yes;
}

function block({ expressions = [] }: Part, sight: Sight): Shape {
  const variables = new Map(sight.variables);
  let last = unknown;
  for (const expression of expressions) {
    const inner = { ...sight, variables };
    if (expression.type === 'bind' && isPart(expression.lhs) && isPart(expression.rhs)) {
      const name = String(expression.lhs.value);
      // A function may call itself.
      if (expression.rhs.type === 'lambda') variables.set(name, unknown);
      last = read(expression.rhs, inner);
      variables.set(name, last);
    } else last = read(expression, inner);
  }
  return last;
}

function lambda(part: Part, sight: Sight): Shape {
  const variables = new Map(sight.variables);
  for (const { value } of part.arguments ?? []) variables.set(String(value), unknown);
  if (part.body) read(part.body, { ...sight, variables });
  return unknown;
}

function call(part: Part, sight: Sight): Shape {
  const shapes = (part.arguments ?? []).map((argument) => read(argument, sight));
  if (part.procedure) read(part.procedure, sight);
  const name = part.procedure?.type === 'variable' ? String(part.procedure.value) : '';
  const [first] = shapes;
  if (textFunctions.has(name) && (first?.kind === 'number' || first?.kind === 'bool'))
    sight.report(`$${name} is for texts only`, 'write $string(…) around the value');
  if (numberFunctions.has(name) && (first?.kind === 'text' || first?.kind === 'bool'))
    sight.report(`$${name} is for numbers only`, 'use a number field');
  return results[name] ?? unknown;
}

function messageOf(fault: unknown): string {
  return typeof fault === 'object' && fault !== null && 'message' in fault
    ? String(fault.message)
    : String(fault);
}
