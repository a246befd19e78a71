import { describe, expect, test } from 'vitest';
import { processTemplate } from '../../../functions/core/process-template.ts';
import { processGraph } from '../../../local/pictures/process-graph.ts';
import { processMermaid } from '../../../local/pictures/process-mermaid.ts';
import { processPicture } from '../../../local/pictures/process-picture.ts';

const staffed = { owner: 'team:frontline', due: '4h', ladder: [{ at: '100%', to: 'lead', do: 'escalate' }] };
const template = processTemplate.parse({
  id: 'repair',
  title: { internal: 'Repair "<fast>"', customer: 'Your repair' },
  onReopen: 'work',
  sla: 'standard',
  steps: {
    work: {
      kind: 'task',
      ...staffed,
      when: "ticket.priority = 'P1'",
      otherwise: 'both',
      on: { done: 'both', need_part: 'part', need_tool: 'part' },
      loops: { need_part: { times: 3, then: 'closed' } },
    },
    part: { kind: 'wait', for: '2d', on: { done: 'work' } },
    both: { kind: 'parallel', branches: ['cause', 'article'], on: { done: 'closed' } },
    cause: { kind: 'form', ...staffed, mandatory: true, on: { done: 'join' } },
    article: {
      kind: 'form',
      ...staffed,
      title: 'An article with a title that is far too long',
      on: { done: 'join' },
    },
    closed: { kind: 'close', code: 'done' },
  },
});

describe('the picture of a process', () => {
  const graph = processGraph(template);

  test('has a box for each step, and one where branches meet', () => {
    expect(graph.boxes.map(({ id, within }) => [id, within])).toEqual([
      ['work', null],
      ['part', null],
      ['both', null],
      ['both.join', null],
      ['cause', 'both'],
      ['article', 'both'],
      ['closed', null],
    ]);
  });

  test('has an arrow for each way on, outcomes of the same way on one', () => {
    expect(graph.arrows.map(({ from, to, label, kind }) => `${from} ${kind} ${to}: ${label}`)).toEqual([
      'work outcome both: done',
      'work outcome part: need part, need tool',
      'work bound closed: need part more than 3 times',
      'work passed both: otherwise',
      'part outcome work: ',
      'both.join outcome closed: ',
      'both branch cause: ',
      'both branch article: ',
      'cause outcome both.join: ',
      'article outcome both.join: ',
    ]);
  });

  test('says the same in Mermaid, with nothing that Mermaid would take for its own', () => {
    const text = processMermaid(graph);
    expect(text).toContain('s_work -->|"done"| s_both\n');
    expect(text).toContain(
      'subgraph s_both__work [" "]\n    s_cause["Cause<br/><small>team:frontline, 4h</small>"]',
    );
    expect(text).toContain('s_article --> s_both__join');
  });

  test('is an SVG document that says what it shows, the same each time, whatever the texts are', () => {
    const picture = processPicture(graph);
    expect(picture).toBe(processPicture(processGraph(template)));
    expect(picture).toContain('aria-label="The process Repair &quot;&lt;fast&gt;&quot;"');
    expect(picture.match(/<g class="box /g)).toHaveLength(graph.boxes.length);
    expect(picture.match(/<g class="arrow /g)).toHaveLength(graph.arrows.length);
    expect(picture).toContain('An article with a title that…');
    expect(picture).not.toMatch(/NaN|undefined|Infinity/);
  });
});
