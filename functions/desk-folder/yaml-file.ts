import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type * as z from 'zod';
import type { DeskFault } from './desk-fault.ts';
import { wordsOfIssue } from './issue-words.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML file that was read and has the form it must have. */
export interface YamlFile<Value> {
  file: string;
  value: Value;
  /** The line of what the path names, or of the nearest thing around it that is there. */
  lineOf(path: YamlPath): number;
}

export type YamlRead<Value> =
  { kind: 'read'; yaml: YamlFile<Value> } | { kind: 'refused'; faults: DeskFault[] };

/** More aliases than an admin writes: a file that unfolds without end is refused. */
const MAX_ALIASES = 100;

/**
 * Reads YAML 1.2 of plain values (no tags of its own) and holds it against a schema.
 * @param source.file the name under which faults are reported.
 */
export function readYaml<Schema extends z.ZodType>(
  source: { file: string; text: string },
  schema: Schema,
): YamlRead<z.infer<Schema>> {
  const { file } = source;
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false, schema: 'core' });
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    file,
    line: lines.linePos(error.pos[0]).line,
    problem: error.message.replaceAll(/\s*\n\s*/g, ' ').replace(/[.:]$/, ''),
    remedy: 'look at the indentation, the quotes and the brackets around this line',
  }));
  if (broken.length > 0) return { kind: 'refused', faults: broken };

  const lineOf = (path: YamlPath) => lineOfPath(document, lines, path);
  const unfolded = plainValue(document);
  if (unfolded.kind === 'refused') {
    const remedy = `write the values out; at most ${MAX_ALIASES} of them may come from an anchor`;
    return {
      kind: 'refused',
      faults: [{ file, line: 1, problem: 'the file repeats itself too often', remedy }],
    };
  }
  const checked = schema.safeParse(unfolded.value);
  if (checked.success) return { kind: 'read', yaml: { file, value: checked.data, lineOf } };
  const faults = checked.error.issues.map((issue) => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    const culprit = issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
    return { file, line: lineOf(culprit), ...wordsOfIssue(issue, valueAt(unfolded.value, path)) };
  });
  return { kind: 'refused', faults };
}

function plainValue(document: Document.Parsed): { kind: 'unfolded'; value: unknown } | { kind: 'refused' } {
  try {
    return { kind: 'unfolded', value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch {
    return { kind: 'refused' };
  }
}

function lineOfPath(document: Document.Parsed, lines: LineCounter, path: YamlPath): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== null) return lines.linePos(offset).line;
  }
  return 1;
}

/** Where the key stands; in a list, where the value stands. */
function offsetOf(document: Document.Parsed, path: YamlPath): number | null {
  const around = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  if (isMap(around)) {
    const pair = around.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    return isNode(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    value,
  );
}
