import { svg } from './dom.js';
import { nameWords } from './words.js';

const ROW = 46;
const NODE = { width: 232, height: 30 };
const INDENT = 26;
const LEFT = 64;
const ARC_STEP = 13;

/**
 * A process as one column of steps in the order of its template: arrows down to the next step, arcs on the right to
 * later ones, arcs on the left back to earlier ones. Arcs that were taken are strong, and the outcomes that lead on from
 * the steps that are open now are written beside theirs.
 *
 * @param template as in desk/processes.
 * @param progress.states step id → `open`, `done` or `cancelled`; @param progress.taken `from→to` of arcs taken.
 */
export function processDrawing(template, progress) {
  const rows = rowsOf(template);
  const place = new Map(rows.map((row, index) => [row.id, { ...row, y: index * ROW + 8 }]));
  const arcs = arcsOf(template, place);
  const right = LEFT + NODE.width + INDENT;
  const widest = Math.max(0, ...arcs.filter(({ kind }) => kind === 'forward').map(({ lane }) => lane));
  const width = right + 30 + widest * ARC_STEP + 90;
  const height = rows.length * ROW + 8;
  return svg(
    'svg.process',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `Process ${template.title.internal}` },
    arrowHeads(),
    ...forks(template, place),
    ...arcs.map((arc) => drawArc(arc, { progress, right })),
    ...rows.map((row) => drawStep(template, place.get(row.id), progress.states.get(row.id))),
  );
}

/** Branches of a parallel step stand indented below it. */
function rowsOf(template) {
  const branches = new Map();
  for (const [id, step] of Object.entries(template.steps))
    if (step.kind === 'parallel')
      for (const first of step.branches) markBranch(template, first, id, branches);
  return Object.keys(template.steps).map((id) => ({
    id,
    depth: branches.has(id) ? 1 : 0,
    parallel: branches.get(id),
  }));
}

function markBranch(template, id, parallel, branches) {
  if (id === 'join' || branches.has(id)) return;
  branches.set(id, parallel);
  for (const [, next] of waysOn(template.steps[id] ?? {})) markBranch(template, next, parallel, branches);
}

function arcsOf(template, place) {
  const order = [...place.keys()];
  const found = new Map();
  for (const [from, step] of Object.entries(template.steps))
    for (const [outcome, to] of waysOn(step)) {
      if (!place.has(to)) continue;
      const key = `${from}→${to}`;
      const known = found.get(key);
      if (known) known.outcomes.push(outcome);
      else found.set(key, { key, from: place.get(from), to: place.get(to), outcomes: [outcome] });
    }
  const arcs = [...found.values()].map((arc) => {
    const span = order.indexOf(arc.to.id) - order.indexOf(arc.from.id);
    return { ...arc, span, kind: span === 1 ? 'next' : span > 0 ? 'forward' : 'back' };
  });
  return [
    ...inLanes(arcs, 'forward'),
    ...inLanes(arcs, 'back'),
    ...arcs.filter(({ kind }) => kind === 'next'),
  ];
}

/** Where a step may lead: by its outcomes, past its condition, out of a loop that has come to its end. */
function waysOn(step) {
  return [
    ...Object.entries(step.on ?? {}),
    ...(step.otherwise ? [['otherwise', step.otherwise]] : []),
    ...Object.entries(step.loops ?? {}).map(([outcome, { then }]) => [`${outcome} too often`, then]),
  ];
}

/** Shorter arcs lie inside longer ones. */
function inLanes(arcs, kind) {
  return arcs
    .filter((arc) => arc.kind === kind)
    .sort((one, other) => Math.abs(one.span) - Math.abs(other.span))
    .map((arc, lane) => ({ ...arc, lane: lane + 1 }));
}

function drawArc(arc, { progress, right }) {
  const open = progress.states.get(arc.from.id) === 'open';
  const taken = progress.taken.has(arc.key);
  const { path, label } = shapeOf(arc, right);
  return svg(
    `g.arc${taken ? '.taken' : ''}${open ? '.possible' : ''}`,
    {},
    svg('path', {
      d: path,
      'marker-end': taken ? 'url(#head-taken)' : open ? 'url(#head-possible)' : 'url(#head)',
    }),
    svg('title', {}, `${arc.from.id}: ${arc.outcomes.join(', ')} → ${arc.to.id}`),
    open && svg('text', label, arc.outcomes.join(', ')),
  );
}

function shapeOf({ kind, from, to, lane }, right) {
  const fromMiddle = from.y + NODE.height / 2;
  const toMiddle = to.y + NODE.height / 2;
  if (kind === 'next') {
    const x = LEFT + 24 + Math.max(from.depth, to.depth) * INDENT;
    return {
      path: `M ${x} ${from.y + NODE.height} V ${to.y - 3}`,
      label: { x: x + 8, y: (from.y + NODE.height + to.y) / 2 + 4 },
    };
  }
  const side = kind === 'forward' ? 1 : -1;
  const edge = (depth) => (kind === 'forward' ? LEFT + NODE.width + depth * INDENT : LEFT + depth * INDENT);
  const x = kind === 'forward' ? right + 6 + lane * ARC_STEP : LEFT - 10 - lane * ARC_STEP;
  const start = fromMiddle + 6;
  const end = toMiddle - 6 * Math.sign(toMiddle - fromMiddle);
  const turn = Math.sign(end - start) * 8;
  return {
    path:
      `M ${edge(from.depth)} ${start} H ${x - side * 8} Q ${x} ${start} ${x} ${start + turn} ` +
      `V ${end - turn} Q ${x} ${end} ${x - side * 8} ${end} H ${edge(to.depth) + side * 4}`,
    label:
      kind === 'forward' ? { x: edge(to.depth) + 14, y: end - 5 } : { x: 2, y: Math.min(start, end) - 5 },
  };
}

/** From a parallel step to the first step of each branch. */
function forks(template, place) {
  return Object.entries(template.steps).flatMap(([id, step]) => {
    const { y } = place.get(id);
    const x = LEFT + 14;
    const branches = (step.branches ?? []).filter((branch) => place.has(branch));
    return branches.map((branch) =>
      svg('path.fork', {
        d: `M ${x} ${y + NODE.height} V ${place.get(branch).y + NODE.height / 2} H ${LEFT + INDENT}`,
      }),
    );
  });
}

function drawStep(template, row, state) {
  const step = template.steps[row.id];
  const x = LEFT + row.depth * INDENT;
  const title = step.title ?? nameWords(row.id);
  return svg(
    `g.step.${step.kind}${state ? `.${state}` : ''}`,
    {},
    svg('rect', { x, y: row.y, width: NODE.width, height: NODE.height, rx: NODE.height / 2 }),
    svg('text.mark', { x: x + 17, y: row.y + 20, 'text-anchor': 'middle' }, markOf(state, step.kind)),
    svg('text', { x: x + 32, y: row.y + 20 }, title.length > 27 ? `${title.slice(0, 26).trimEnd()}…` : title),
    svg('title', {}, `${row.id} (${step.kind})${step.owner ? `, ${step.owner}` : ''}`),
  );
}

function markOf(state, kind) {
  if (state === 'done') return '✓';
  if (state === 'open') return '●';
  if (state === 'cancelled') return '–';
  return MARKS[kind] ?? '○';
}

const MARKS = {
  approval: '⚖',
  customer: '?',
  verify: '?',
  external: '↗',
  call: '⚙',
  process: '↳',
  parallel: '∥',
  close: '■',
  wait: '…',
  message: '✉',
  set: '=',
  suggest: '✉',
};

function arrowHeads() {
  const head = (id) =>
    svg(
      'marker',
      { id, viewBox: '0 0 8 8', refX: 6, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
      svg('path', { d: 'M 0 0 L 8 4 L 0 8 z' }),
    );
  return svg('defs', {}, head('head'), head('head-taken'), head('head-possible'));
}
