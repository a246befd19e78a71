import { isAsked, JOIN } from '../../functions/core/process-template.ts';
import type { ProcessTemplate, StepDefinition } from '../../functions/core/process-template.ts';
import { titleOf } from '../../functions/core/mail-facts.ts';

/** A process as boxes and arrows: one box a step, one where the branches of parallel work meet again. */
export interface ProcessGraph {
  title: string;
  boxes: Box[];
  arrows: Arrow[];
}

export interface Box {
  id: string;
  kind: StepDefinition['kind'] | 'join';
  title: string;
  /** Whom or what it waits for and until when, in a few words; `''` for what happens at once. */
  note: string;
  mandatory: boolean;
  /** The innermost parallel step that it belongs to. */
  within: string | null;
}

export interface Arrow {
  from: string;
  to: string;
  label: string;
  /** `passed` leads past a step whose condition does not hold, `bound` away from a loop that has come to its end. */
  kind: 'outcome' | 'passed' | 'bound' | 'branch';
  /** Of the outcome that the template names first: the way that most tickets go. */
  usual: boolean;
}

/** The template must have passed its check. */
export function processGraph(template: ProcessTemplate): ProcessGraph {
  const within = parallelsAround(template);
  const steps = Object.entries(template.steps);
  const boxes = steps.flatMap(([id, step]): Box[] => {
    const box: Box = {
      id,
      kind: step.kind,
      title: titleOf(id, step),
      note: noteOf(step),
      mandatory: 'mandatory' in step && step.mandatory,
      within: within.get(id) ?? null,
    };
    return step.kind === 'parallel' ? [box, joinBox(id, step.join, box.within)] : [box];
  });
  const arrows = steps.flatMap(([id, step]) => arrowsFrom(id, step, within));
  return { title: template.title.internal, boxes, arrows: together(arrows) };
}

function joinBox(parallel: string, join: 'all' | 'any', within: string | null): Box {
  const title = join === 'all' ? 'all have ended' : 'one has ended';
  return { id: joinOf(parallel), kind: 'join', title, note: '', mandatory: false, within };
}

function joinOf(parallel: string): string {
  return `${parallel}.join`;
}

function arrowsFrom(id: string, step: StepDefinition, within: Map<string, string>): Arrow[] {
  if (step.kind === 'close') return [];
  const target = (to: string) => (to === JOIN ? joinOf(within.get(id) ?? '') : to);
  const from = step.kind === 'parallel' ? joinOf(id) : id;
  const single = Object.keys(step.on).length === 1;
  const outcomes = Object.entries(step.on).map(([outcome, to], index): Arrow => {
    const label = single ? '' : outcome.replaceAll('_', ' ');
    return { from, to: target(to), label, kind: 'outcome', usual: index === 0 };
  });
  const bounds = Object.entries('loops' in step ? step.loops : {}).map(
    ([outcome, { times, then }]): Arrow => ({
      from,
      to: target(then),
      label: `${outcome.replaceAll('_', ' ')} more than ${times} times`,
      kind: 'bound',
      usual: false,
    }),
  );
  const passed: Arrow[] = step.when
    ? [
        {
          from: id,
          to: target(step.otherwise ?? Object.values(step.on)[0] ?? ''),
          label: 'otherwise',
          kind: 'passed',
          usual: false,
        },
      ]
    : [];
  const branches =
    step.kind === 'parallel'
      ? step.branches.map((to): Arrow => ({ from: id, to, label: '', kind: 'branch', usual: true }))
      : [];
  return [...outcomes, ...bounds, ...passed, ...branches];
}

/** Outcomes that lead the same way share an arrow. */
function together(arrows: Arrow[]): Arrow[] {
  const byWay = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const way = `${arrow.from}→${arrow.to}:${arrow.kind}`;
    const known = byWay.get(way);
    const label = [known?.label, arrow.label].filter(Boolean).join(', ');
    byWay.set(way, { ...arrow, label, usual: arrow.usual || known?.usual === true });
  }
  return [...byWay.values()];
}

function noteOf(step: StepDefinition): string {
  if (isAsked(step)) return `requester, ${step.expires.after}`;
  switch (step.kind) {
    case 'task':
    case 'form':
    case 'approval':
    case 'process':
      return `${step.owner}, ${step.due}`;
    case 'external':
      return `${step.name ?? step.to}, ${step.due}`;
    case 'call':
      return `${step.hook}, ${step.limit}`;
    case 'wait':
      return step.for ?? step.until ?? '';
    case 'close':
      return step.code;
    default:
      return '';
  }
}

function parallelsAround({ steps }: ProcessTemplate): Map<string, string> {
  const around = new Map<string, string>();
  for (const [parallel, step] of Object.entries(steps)) {
    if (step.kind !== 'parallel') continue;
    const ahead = [...step.branches];
    for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
      const inside = steps[id];
      if (!inside || around.has(id)) continue;
      around.set(id, parallel);
      if (inside.kind !== 'close') ahead.push(...Object.values(inside.on));
    }
  }
  return around;
}
