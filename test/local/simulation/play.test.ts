import { expect, test } from 'vitest';
import type { Desk } from '../../../functions/core/desk.ts';
import type { ProcessTemplate } from '../../../functions/core/process-template.ts';
import { loadDesk } from '../../../functions/desk-folder/load-desk.ts';
import { habits } from '../../../local/simulation/behaviour.ts';
import { findingsOf } from '../../../local/simulation/findings.ts';
import { findingsPicture } from '../../../local/simulation/findings-picture.ts';
import { findingsText } from '../../../local/simulation/findings-text.ts';
import { playTickets } from '../../../local/simulation/play.ts';

const desk = shippedDesk();

function shippedDesk(): Desk {
  const loaded = loadDesk('desk');
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.faults));
  return loaded.desk;
}

function templateOf(process: string): ProcessTemplate {
  const template = desk.processes[process];
  if (!template) throw new Error(`no process ${process}`);
  return template;
}

function play(process: string, given: { runs: number; seed?: number; habits?: object }) {
  const { runs, seed = 1 } = given;
  const startAt = '2026-11-23T08:00:00.000Z';
  return playTickets({ desk, process, runs, seed, startAt, habits: habits.parse(given.habits ?? {}) });
}

test.each(Object.keys(desk.processes))('%s: every ticket comes to its end', async (process) => {
  const played = await play(process, { runs: 12 });
  const found = findingsOf(played, { desk, process });
  expect(found).toMatchObject({ tickets: 12, stuck: 0 });
  expect(found.codes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  const picture = findingsPicture(templateOf(process), found);
  expect(picture).not.toMatch(/NaN|undefined|Infinity/);
});

test('the same seed plays the same tickets, another seed others', async () => {
  const told = async (seed: number) =>
    findingsText(
      findingsOf(await play('customer-support', { runs: 8, seed }), { desk, process: 'customer-support' }),
    );
  const first = await told(7);
  expect(await told(7)).toBe(first);
  expect(await told(8)).not.toBe(first);
});

test('habits decide: customers who never answer, and an owner who takes a week', async () => {
  const played = await play('customer-support', {
    runs: 5,
    habits: {
      absent: 0,
      bounces: 0,
      forgotten: 0,
      processes: {
        'customer-support': { verify: { silent: 1 }, investigate: { outcomes: { done: 1 }, takes: '5d' } },
      },
    },
  });
  const found = findingsOf(played, { desk, process: 'customer-support' });
  expect(found.codes).toEqual([{ name: 'presumed', share: 1 }]);
  expect(found.breaches).toContainEqual({ name: 'first_reply', share: 1 });
  const investigate = found.steps.find(({ id }) => id === 'investigate');
  expect(investigate?.takes.median).toBeGreaterThan(5 * 60);
  expect(found.rungs).toContainEqual({ name: 'investigate, rung 3', share: 1 });
});

test('a mail that comes back costs a step of its own', async () => {
  const played = await play('customer-support', {
    runs: 4,
    habits: { bounces: 1, processes: { 'customer-support': { investigate: { outcomes: { done: 1 } } } } },
  });
  const { steps } = findingsOf(played, { desk, process: 'customer-support' });
  expect(steps.find(({ id }) => id === 'contact_unreachable')?.share).toBe(1);
});
