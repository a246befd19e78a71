import type { Arrow, Box, ProcessGraph } from './process-graph.ts';

/** The graph as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html), as many editors and sites draw it. */
export function processMermaid({ boxes, arrows }: ProcessGraph): string {
  const inside = (parallel: string | null) => boxes.filter(({ within }) => within === parallel);
  const lines = (parallel: string | null, indent: string): string[] =>
    inside(parallel).flatMap((box) => {
      const members = inside(box.id);
      const line = `${indent}${nameOf(box.id)}${shapeOf(box)}`;
      if (members.length === 0) return [line];
      return [
        line,
        `${indent}subgraph ${nameOf(`${box.id}.work`)} [" "]`,
        ...lines(box.id, `${indent}  `),
        `${indent}end`,
      ];
    });
  return ['flowchart TD', ...lines(null, '  '), ...arrows.map((arrow) => `  ${arrowOf(arrow)}`), ''].join(
    '\n',
  );
}

/** Mermaid reads `end` and dots in a name as its own. */
function nameOf(id: string): string {
  return `s_${id.replaceAll('.', '__')}`;
}

function shapeOf({ kind, title, note }: Box): string {
  const text = `"${quoted(title)}${note ? `<br/><small>${quoted(note)}</small>` : ''}"`;
  switch (kind) {
    case 'close':
      return `([${text}])`;
    case 'approval':
      return `{{${text}}}`;
    case 'parallel':
    case 'join':
      return `[[${text}]]`;
    case 'customer':
    case 'verify':
    case 'external':
      return `[/${text}/]`;
    case 'message':
    case 'set':
    case 'suggest':
    case 'wait':
    case 'call':
      return `(${text})`;
    default:
      return `[${text}]`;
  }
}

function arrowOf({ from, to, label, kind }: Arrow): string {
  const line = kind === 'passed' || kind === 'bound' ? '-.->' : '-->';
  return `${nameOf(from)} ${line}${label ? `|"${quoted(label)}"|` : ''} ${nameOf(to)}`;
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '#quot;').replaceAll('<', '&lt;');
}
