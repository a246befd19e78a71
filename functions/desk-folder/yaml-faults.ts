import { isCollection, isScalar, visit } from 'yaml';
import type { Document, LineCounter, Node, YAMLError, YAMLMap } from 'yaml';
import type { DeskFault } from './desk-fault.ts';

type YamlFault = Omit<DeskFault, 'file'>;

/**
 * What is wrong with a file before anybody asks what it says. Of what cannot be read as YAML the first fault only: those
 * after it mostly come of it.
 */
export function yamlFaults(document: Document.Parsed, lines: LineCounter): YamlFault[] {
  const [first] = [...document.errors, ...document.warnings];
  return first
    ? [{ line: lines.linePos(first.pos[0]).line, ...wordsOf(first) }]
    : nodeFaults(document, lines);
}

function wordsOf({ code, message }: YAMLError): Omit<YamlFault, 'line'> {
  if (code === 'MULTIPLE_DOCS')
    return { problem: 'a second document begins here', remedy: 'remove the line ---, or what follows it' };
  if (message.includes('call stack'))
    return { problem: 'too many brackets within brackets', remedy: 'remove those that are not needed' };
  const inCharacters = message.replaceAll(/[a-z]+(-[a-z]+)+/g, (token) => characters[token] ?? token);
  return {
    problem: inCharacters.replaceAll(/\s*\n\s*/g, ' ').replace(/[.:]$/, ''),
    remedy: 'look at the indentation, the quotes and the brackets around this line',
  };
}

/** What the parser calls them. */
const characters: Record<string, string> = {
  'flow-map-start': '{',
  'flow-map-end': '}',
  'flow-seq-start': '[',
  'flow-seq-end': ']',
  'block-seq-ind': '-',
  'seq-item-ind': '-',
};

/** Keys that are there twice or are no names; anchors that are missing, or lead round in a circle. */
function nodeFaults(document: Document.Parsed, lines: LineCounter): YamlFault[] {
  const faults: YamlFault[] = [];
  const anchors = new Map<string, Node>();
  const lineOf = ({ range }: Node) => lines.linePos(range?.[0] ?? 0).line;
  const enter = (node: Node & { anchor?: string }) => {
    if (node.anchor) anchors.set(node.anchor, node);
  };
  visit(document, {
    Scalar: (_key, node) => enter(node),
    Seq: (_key, node) => enter(node),
    Map: (_key, node) => {
      enter(node);
      faults.push(...keyFaults(node, lineOf));
    },
    Alias: (_key, node, around) => {
      const target = anchors.get(node.source);
      if (target && !around.includes(target)) return;
      faults.push({
        line: lineOf(node),
        problem: target ? `*${node.source} is a part of itself` : `there is no &${node.source} above`,
        remedy: target
          ? 'write the value out'
          : 'name one that is, put the text in quotes, or write the value out',
      });
    },
  });
  return faults;
}

function keyFaults(map: YAMLMap, lineOf: (node: Node) => number): YamlFault[] {
  const faults: YamlFault[] = [];
  const first = new Map<string, number>();
  for (const { key } of map.items) {
    if (isCollection(key))
      faults.push({
        line: lineOf(key),
        problem: 'a list or a group stands before the colon',
        remedy: 'write a name there, or put the value in quotes',
      });
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const line = first.get(name);
    if (line === undefined) first.set(name, lineOf(key));
    else
      faults.push({
        line: lineOf(key),
        problem: `${name} is here twice, first on line ${line}`,
        remedy: 'remove one or rename it',
      });
  }
  return faults;
}
