import { describe, expect, test } from 'vitest';
import { seededChance } from '../../../local/simulation/chance.ts';
import { openAgenda } from '../../../local/simulation/agenda.ts';

describe('chance', () => {
  test('the same seed gives the same, another one something else', () => {
    const draw = (seed: number) => Array.from({ length: 20 }, seededChance(seed).next);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('picks as the weights say, and never what weighs nothing', () => {
    const chance = seededChance(1);
    const picked = Array.from({ length: 10_000 }, () => chance.pick({ often: 9, seldom: 1, never: 0 }));
    const share = picked.filter((name) => name === 'often').length / picked.length;
    expect(share).toBeGreaterThan(0.88);
    expect(share).toBeLessThan(0.92);
    expect(picked).not.toContain('never');
  });

  test('half of all lie below the median', () => {
    const chance = seededChance(3);
    const below = Array.from({ length: 10_000 }, () => chance.around(60)).filter((value) => value < 60);
    expect(below.length).toBeGreaterThan(4_800);
    expect(below.length).toBeLessThan(5_200);
  });
});

test('an agenda gives the earliest first, and of two at one moment the first', async () => {
  const agenda = openAgenda();
  const done: string[] = [];
  const add = (at: string, name: string) => agenda.add(at, async () => void done.push(name));
  add('2026-11-23T10:00:00.000Z', 'b');
  add('2026-11-23T09:00:00.000Z', 'a');
  add('2026-11-23T10:00:00.000Z', 'c');
  expect(agenda.nextAt()).toBe('2026-11-23T09:00:00.000Z');
  while (agenda.nextAt()) await agenda.performNext();
  expect(done).toEqual(['a', 'b', 'c']);
});
