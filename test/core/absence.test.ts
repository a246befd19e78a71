import { expect, test } from 'vitest';
import { standInFor } from '../../functions/core/absence.ts';
import type { DeskMoment } from '../../functions/core/absence.ts';
import { MONDAY, sharedDesk } from './shared-desk.ts';

const away = (deputy?: string) => ({
  absences: [{ from: '2026-11-23', to: '2026-11-24', ...(deputy ? { deputy } : {}) }],
});

function standInOfOne(agents: Record<string, object>, now = MONDAY): string | undefined {
  const desk = sharedDesk({ agents });
  const moment: DeskMoment = { desk, now, calendar: 'office' };
  const one = desk.agents.find(({ id }) => id === 'one');
  return (one && standInFor(one, moment))?.id;
}

test.each([
  ['whoever is here does his own work', {}, 'one'],
  ['a deputy stands in', { one: away('two') }, 'two'],
  ['an absence without a deputy', { one: away() }, undefined],
  ['a deputy who is away has a deputy', { one: away('two'), two: away('three') }, 'three'],
  ['a deputy who is away without one', { one: away('two'), two: away() }, undefined],
  ['two who stand in for each other', { one: away('two'), two: away('one') }, undefined],
  ['a circle of three', { one: away('two'), two: away('three'), three: away('one') }, undefined],
  ['somebody who stands in for himself', { one: away('one') }, undefined],
])('%s', (_, agents, expected) => {
  expect(standInOfOne(agents)).toBe(expected);
});

test.each([
  ['has not begun before midnight there', '2026-11-22T22:59:59.999Z', {}, 'one'],
  ['begins at midnight there', '2026-11-22T23:00:00.000Z', {}, 'two'],
  ['lasts its last day', '2026-11-24T22:59:59.999Z', {}, 'two'],
  ['is over at midnight', '2026-11-24T23:00:00.000Z', {}, 'one'],
  ['begins earlier for somebody in Tokyo', '2026-11-22T15:00:00.000Z', { hours: 'tokyo' }, 'two'],
  ['is over earlier for somebody in Tokyo', '2026-11-24T15:00:00.000Z', { hours: 'tokyo' }, 'one'],
])('an absence %s', (_, now, hours, expected) => {
  expect(standInOfOne({ one: { ...away('two'), ...hours } }, now)).toBe(expected);
});
