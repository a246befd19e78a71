import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import { openMachineRunner } from '../../local/machine-runner.ts';
import { START } from './process-world.ts';

const text = readFileSync(new URL('../../statemachines/deadlines.asl.json', import.meta.url), 'utf8');
const DAY = 86_400;

interface Review {
  ref: string;
  revision: number;
  plannedFor: Instant;
}

function afterStart(seconds: number): Instant {
  return instantOf(millisOf(START) + seconds * 1000);
}

/** Runs the deadline machine until `end` (seconds after the start) or until nothing waits any more. */
async function runDeadlines(options: {
  at: Instant;
  end?: number;
  review: (review: Review, now: Instant) => unknown;
}) {
  const { at, end = Infinity, review } = options;
  let now: Instant = START;
  const reviews: (Review & { at: Instant })[] = [];
  const runner = openMachineRunner({
    database: new DatabaseSync(':memory:'),
    clock: () => now,
    machines: new Map([['deadlines', JSON.parse(text.replaceAll('${ReviewDeadlines}', 'review-deadlines'))]]),
    invoke: async (name, payload) => {
      if (name !== 'review-deadlines') throw new Error(`there is no function ${name}`);
      const one = payload as Review;
      reviews.push({ ...one, at: now });
      return review(one, now);
    },
  });
  runner.start({ machine: 'deadlines', name: 'T-1-d3', input: { ref: 'T-1', revision: 3, at } });
  await runner.runDue();
  for (
    let wake = runner.nextWake();
    wake && millisOf(wake) - millisOf(START) <= end * 1000;
    wake = runner.nextWake()
  ) {
    now = wake;
    await runner.runDue();
  }
  return {
    reviews,
    runs: runner.executions('T-1-d3'),
    transitions: runner.transitions,
    nextWake: runner.nextWake(),
  };
}

test('asl-validator accepts it', () => {
  const { errorsText } = validate(
    JSON.parse(
      text.replaceAll('${ReviewDeadlines}', 'arn:aws:lambda:eu-west-1:123456789012:function:review'),
    ),
  );
  expect(errorsText()).toBe('');
});

describe('the deadline machine', () => {
  test('waits, reviews, waits until the next deadline, and ends when there is none', async () => {
    const next = [afterStart(7200), afterStart(9000)];
    const { reviews, runs, transitions } = await runDeadlines({
      at: afterStart(3600),
      review: () => {
        const until = next.shift();
        return until ? { next: 'wait', until } : { next: 'done' };
      },
    });
    expect(reviews).toEqual(
      [3600, 7200, 9000].map((seconds) => ({
        ref: 'T-1',
        revision: 3,
        plannedFor: afterStart(seconds),
        at: afterStart(seconds),
      })),
    );
    expect(runs).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(transitions).toBe(3 * 3 + 1);
  });

  test('costs one transition when it is stopped before its deadline', async () => {
    const { transitions, reviews } = await runDeadlines({
      at: afterStart(3600),
      end: 60,
      review: () => ({ next: 'done' }),
    });
    expect(transitions).toBe(1);
    expect(reviews).toEqual([]);
  });

  test('reviews at once what is overdue', async () => {
    const { reviews } = await runDeadlines({ at: afterStart(-60), review: () => ({ next: 'done' }) });
    expect(reviews).toMatchObject([{ plannedFor: afterStart(-60), at: START }]);
  });

  test('tries again in a quarter of an hour when the review is at fault, for the same deadline', async () => {
    let failures = 0;
    const { reviews, runs } = await runDeadlines({
      at: afterStart(60),
      review: () => {
        failures += 1;
        if (failures <= 6) throw new Error('at fault');
        return { next: 'done' };
      },
    });
    expect(reviews).toHaveLength(7);
    expect(new Set(reviews.map(({ plannedFor }) => plannedFor))).toEqual(new Set([afterStart(60)]));
    expect(reviews.at(-1)?.at).toBe(instantOf(millisOf(reviews.at(-2)?.at ?? '') + 900_000));
    expect(runs).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  test('hands over to a fresh execution after 400 loops', async () => {
    let left = 1000;
    const { runs, reviews } = await runDeadlines({
      at: afterStart(60),
      review: ({ plannedFor }) => {
        left -= 1;
        return left > 0
          ? { next: 'wait', until: instantOf(millisOf(plannedFor) + 60_000) }
          : { next: 'done' };
      },
    });
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      ['T-1-d3', 'SUCCEEDED'],
      ['T-1-d3-2', 'SUCCEEDED'],
      ['T-1-d3-3', 'SUCCEEDED'],
    ]);
    expect(reviews.map(({ at }) => at)).toEqual(
      Array.from({ length: 1000 }, (_, index) => afterStart(60 * (index + 1))),
    );
    expect(runs[1]?.input).toEqual({ ref: 'T-1', revision: 3, at: afterStart(401 * 60), part: 2 });
  });

  test('hands over after 300 days, however far the deadline lies ahead', async () => {
    const until = afterStart(700 * DAY);
    const { runs, reviews } = await runDeadlines({
      at: until,
      review: (_, now) => (now < until ? { next: 'wait', until } : { next: 'done' }),
    });
    expect(reviews.map(({ plannedFor, at }) => [plannedFor, at])).toEqual(
      [300, 600, 700].map((days) => [afterStart(days * DAY), afterStart(days * DAY)]),
    );
    expect(runs.map(({ name, stoppedAt }) => [name, stoppedAt])).toEqual([
      ['T-1-d3', afterStart(300 * DAY)],
      ['T-1-d3-2', afterStart(600 * DAY)],
      ['T-1-d3-3', until],
    ]);
  });
});
