import { graphlib, layout } from '@dagrejs/dagre';
import { percent } from './percent.ts';
import type { Arrow, Box, ProcessGraph } from './process-graph.ts';
import { escaped, svgDocument } from './svg.ts';

const BOX = { width: 210, height: 46 };
const CLOSE = { width: 150, height: 40 };
const JOIN = { width: 120, height: 24 };
const MARGIN = 20;
const TITLE_HEIGHT = 34;
const LETTER_WIDTH = 6.4;

/** What a picture may say of each step and arrow besides the process itself: how many went there, and how long it took. */
export interface PictureMarks {
  /** A second line in the box, by step. */
  notes: Map<string, string>;
  /** From 0 to 1: how warm a box is drawn, by step. */
  heat: Map<string, number>;
  /** Below the process: shares from 0 to 1, by name. */
  bars: { title: string; rows: { name: string; share: number }[] }[];
}

/** The graph as an SVG picture, from top to bottom; the same graph, the same bytes. */
export function processPicture(graph: ProcessGraph, marks?: PictureMarks): string {
  const placed = placedGraph(graph);
  const { width = 0, height = 0 } = placed.graph();
  const arrows = graph.arrows.map((arrow) =>
    drawArrow(arrow, placed.edge({ v: arrow.from, w: arrow.to, name: arrow.kind })),
  );
  const boxes = graph.boxes.map((box) => drawBox(box, placed.node(box.id), marks));
  const below = barsBelow(marks?.bars ?? [], height + MARGIN + TITLE_HEIGHT);
  return svgDocument({
    width: Math.max(width, below.width) + 2 * MARGIN,
    height: height + 2 * MARGIN + TITLE_HEIGHT + below.height,
    label: `The process ${graph.title}`,
    style: STYLE,
    body: [
      `<text class="title" x="${MARGIN}" y="${MARGIN + 12}">${escaped(graph.title)}</text>`,
      `<g transform="translate(${MARGIN} ${MARGIN + TITLE_HEIGHT})">`,
      ...arrows,
      ...boxes,
      '</g>',
      ...below.drawn,
    ],
  });
}

const BAR = { name: 190, length: 150, row: 18 };

/** Beside each other, each with its title. */
function barsBelow(
  charts: PictureMarks['bars'],
  top: number,
): { drawn: string[]; width: number; height: number } {
  if (charts.length === 0) return { drawn: [], width: 0, height: 0 };
  const column = BAR.name + BAR.length + 70;
  const drawn = charts.flatMap(({ title, rows }, index) => {
    const x = MARGIN + index * column;
    const bars = rows.flatMap(({ name, share }, row) => {
      const y = top + 44 + row * BAR.row;
      const length = at(Math.max(1, share * BAR.length));
      return [
        `<text class="bar-name" x="${x}" y="${y}">${escaped(shortened(name, 28))}</text>`,
        `<rect class="bar" x="${x + BAR.name}" y="${y - 10}" width="${length}" height="12" rx="2"/>`,
        `<text class="bar-name" x="${at(x + BAR.name + share * BAR.length + 8)}" y="${y}">${percent(share)}</text>`,
      ];
    });
    return [`<text class="bar-title" x="${x}" y="${top + 20}">${escaped(title)}</text>`, ...bars];
  });
  const longest = Math.max(...charts.map(({ rows }) => rows.length));
  return { drawn, width: charts.length * column, height: 60 + longest * BAR.row };
}

interface Point {
  x: number;
  y: number;
}

type Placed = ReturnType<typeof placedGraph>;

function placedGraph({ boxes, arrows }: ProcessGraph) {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 46 });
  for (const box of boxes) graph.setNode(box.id, { x: 0, y: 0, ...sizeOf(box) });
  for (const { from, to, label, kind, usual } of arrows)
    graph.setEdge(
      from,
      to,
      {
        points: [],
        label,
        x: 0,
        y: 0,
        weight: usual ? 12 : 1,
        width: label.length * LETTER_WIDTH,
        height: 14,
      },
      kind,
    );
  layout(graph);
  return graph;
}

function sizeOf({ kind }: Box): { width: number; height: number } {
  if (kind === 'join') return JOIN;
  return kind === 'close' ? CLOSE : BOX;
}

function drawBox(box: Box, place: ReturnType<Placed['node']>, marks: PictureMarks | undefined): string {
  const { x, y, width, height } = place;
  const note = marks?.notes.get(box.id) ?? box.note;
  const heat = marks?.heat.get(box.id) ?? 0;
  const round = box.kind === 'close' || box.kind === 'join' ? height / 2 : 8;
  const rect = `<rect x="${at(x - width / 2)}" y="${at(y - height / 2)}" width="${width}" height="${height}" rx="${round}"/>`;
  const warmth =
    heat > 0 ? rect.replace('<rect', `<rect class="heat" style="opacity:${at(Math.min(1, heat))}"`) : '';
  const title = line(shortened(box.title, 30), { x, y: note ? y - 4 : y + 4, kind: 'name' });
  const below = note ? line(shortened(note, 34), { x, y: y + 13, kind: 'note' }) : '';
  return `<g class="box ${box.kind}${box.mandatory ? ' mandatory' : ''}">${rect}${warmth}${title}${below}</g>`;
}

function drawArrow({ kind, label }: Arrow, edge: { points: Point[]; x: number; y: number }): string {
  const path = `<path d="${curve(edge.points)}" marker-end="url(#head)"/>`;
  const text = label ? line(label, { x: edge.x, y: edge.y + 4, kind: 'label' }) : '';
  return `<g class="arrow ${kind}">${path}${text}</g>`;
}

function line(text: string, place: Point & { kind: string }): string {
  return `<text class="${place.kind}" x="${at(place.x)}" y="${at(place.y)}">${escaped(text)}</text>`;
}

/** Through the middle between each two of dagre's points, so that the arrow has no corners. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point.x)} ${at(point.y)} ${at(end.x)} ${at(end.y)}`;
  });
  return [
    `M${at(first.x)} ${at(first.y)}`,
    ...(bends.length > 0 ? bends : [`L${at(last.x)} ${at(last.y)}`]),
  ].join(' ');
}

function at(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

const STYLE = `
  .box rect { fill: var(--box); stroke: var(--line); stroke-width: 1.2 }
  .box.customer rect, .box.verify rect, .box.external rect { fill: var(--outside) }
  .box.message rect, .box.set rect, .box.suggest rect, .box.wait rect, .box.call rect { stroke-dasharray: 4 3 }
  .box.close rect { fill: var(--end) }
  .box.parallel rect, .box.join rect { fill: var(--join) }
  .box.mandatory rect { stroke-width: 2.4 }
  .box rect.heat { fill: var(--heat); stroke: none }
  .name { font-weight: 600; font-size: 12.5px; text-anchor: middle }
  .note { font-size: 11px; text-anchor: middle; fill-opacity: 0.75 }
  .label { font-size: 11px; text-anchor: middle; fill: var(--quiet); paint-order: stroke; stroke: var(--page); stroke-width: 4px }
  .bar { fill: var(--series) } .bar-name { font-size: 11.5px } .bar-title { font-size: 13px; font-weight: 600 }
  .arrow path { fill: none; stroke: var(--line); stroke-width: 1.3 }
  .arrow.passed path, .arrow.bound path { stroke-dasharray: 3 4 }
`;
