import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type * as z from 'zod';
import type { DeskFault } from './desk-fault.ts';
import { complaintsOf } from './issue-words.ts';
import { keysAt } from './known-keys.ts';
import { readText } from './text-file.ts';
import { yamlFaults } from './yaml-faults.ts';
import type { YamlPath } from './yaml-path.ts';

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
  source: { path: string; file: string },
  schema: Schema,
): YamlRead<z.infer<Schema>> {
  const { file } = source;
  const read = readText(source);
  if (read.kind === 'refused') return { kind: 'refused', faults: [read.fault] };
  const lines = new LineCounter();
  const document = parseDocument(read.text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    uniqueKeys: false,
  });
  const broken = yamlFaults(document, lines);
  if (broken.length > 0) return { kind: 'refused', faults: broken.map((fault) => ({ file, ...fault })) };

  const lineOf = (path: YamlPath) => lineOfPath(document, lines, path);
  const unfolded = plainValue(document);
  if (unfolded.kind === 'refused') {
    const remedy = `write the values out; at most ${MAX_ALIASES} of them may come from an anchor`;
    return {
      kind: 'refused',
      faults: [{ file, line: 1, problem: 'the file repeats itself too often', remedy }],
    };
  }
  const needed = unfolded.value === null ? keysAt(schema, [], {}).required : [];
  if (needed.length > 0) return { kind: 'refused', faults: [{ file, line: 1, ...emptyFile(needed) }] };
  const value = unfolded.value ?? {};
  const checked = schema.safeParse(value);
  if (checked.success) return { kind: 'read', yaml: { file, value: checked.data, lineOf } };
  const faults = complaintsOf(checked.error.issues, schema, value).map(({ path, ...words }) => ({
    file,
    line: lineOf(path),
    ...words,
  }));
  return { kind: 'refused', faults };
}

function emptyFile(needed: string[]): Pick<DeskFault, 'problem' | 'remedy'> {
  const remedy = `write ${needed.join(', ')} into it; docs/ explains each`;
  return { problem: 'this file is empty', remedy };
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
