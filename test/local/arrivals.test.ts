import { expect, test } from 'vitest';
import { openArrivals } from '../../local/arrivals.ts';

function openAt(start: number) {
  let now = start;
  const arrivals = openArrivals(() => now);
  return { arrivals, pass: (millis: number) => (now += millis) };
}

test('with no mail coming in nothing waits', async () => {
  const { arrivals } = openAt(5_000);
  expect(await arrivals.work()).toBe(false);
});

test('while mail comes in other work waits, and goes on when the door is quiet', async () => {
  const { arrivals, pass } = openAt(5_000);
  arrivals.noted();
  expect(await arrivals.work()).toBe(true);
  pass(9);
  arrivals.noted();
  pass(9);
  expect(await arrivals.work()).toBe(true);
  pass(10);
  expect(await arrivals.work()).toBe(false);
});

test('mail without end holds other work up for two seconds and no longer', async () => {
  const { arrivals, pass } = openAt(5_000);
  let waited = 0;
  for (let mail = 0; mail < 600; mail++) {
    arrivals.noted();
    arrivals.wake();
    const waits = arrivals.work();
    arrivals.wake();
    if (!(await waits)) break;
    pass(5);
    waited += 5;
  }
  expect(waited).toBe(2_000);
});

test('a mail that is in ends the wait at once', async () => {
  const { arrivals } = openAt(5_000);
  arrivals.noted();
  const waiting = arrivals.work();
  arrivals.wake();
  expect(await waiting).toBe(true);
});
