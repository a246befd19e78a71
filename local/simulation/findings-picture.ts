import type { ProcessTemplate } from '../../functions/core/process-template.ts';
import { percent } from '../pictures/percent.ts';
import { processGraph } from '../pictures/process-graph.ts';
import { processPicture } from '../pictures/process-picture.ts';
import type { Findings } from './findings.ts';
import { hours } from './findings-text.ts';

/** The process with what was found: each box says how many tickets came there and how long it took, warmer where more time goes. */
export function findingsPicture(template: ProcessTemplate, found: Findings): string {
  const most = Math.max(...found.steps.map(({ ofTime }) => ofTime), 0.01);
  const graph = processGraph(template);
  const title = `${graph.title}: ${found.tickets} tickets, ${hours(found.toClose.median)} (median) to the end`;
  return processPicture(
    { ...graph, title },
    {
      notes: new Map(
        found.steps.map(({ id, share, takes, ofTime }) => [
          id,
          `${percent(share)} · ${hours(takes.median)} · ${percent(ofTime)} of time`,
        ]),
      ),
      heat: new Map(found.steps.map(({ id, ofTime }) => [id, ofTime / most])),
      bars: [
        { title: 'Promises broken', rows: found.breaches },
        { title: 'Rungs that fired', rows: found.rungs.slice(0, 12) },
        { title: 'How tickets closed', rows: found.codes },
      ],
    },
  );
}
