import { expect, test } from 'vitest';
import { momentText } from '../../functions/core/moment-text.ts';

test.each([
  ['2026-11-24T10:00:00.000Z', 'Europe/Berlin', 'Tuesday 24 November 2026, 11:00 (Europe/Berlin)'],
  ['2026-07-01T22:05:00.000Z', 'Europe/Berlin', 'Thursday 2 July 2026, 00:05 (Europe/Berlin)'],
  ['2026-12-31T23:30:00.000Z', 'UTC', 'Thursday 31 December 2026, 23:30 (UTC)'],
  ['2026-03-01T00:00:00.000Z', 'America/New_York', 'Saturday 28 February 2026, 19:00 (America/New_York)'],
])('%s is told in %s as %s', (at, timeZone, expected) => {
  expect(momentText(at, timeZone)).toBe(expected);
});
