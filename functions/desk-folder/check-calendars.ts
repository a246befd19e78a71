import type { DeskCheck } from './desk-check.ts';
import type { YamlPath } from './yaml-path.ts';

/** When the desk works. */
export function checkCalendars(check: DeskCheck): void {
  const { desk, report } = check;
  if (Object.keys(desk.calendars).length === 0)
    report(['calendars'], 'there is no calendar', 'add one with a time zone and opening hours');
  for (const [id, calendar] of Object.entries(desk.calendars)) {
    const path = ['calendars', id];
    checkTimeZone(check, calendar.timeZone, [...path, 'timeZone']);
    if (Object.values(calendar.hours).every((shifts) => shifts.length === 0))
      report(
        [...path, 'hours'],
        `the calendar ${id} is never open`,
        'give at least one weekday opening hours',
      );
  }
}

export function checkTimeZone({ report }: DeskCheck, name: string, path: YamlPath): void {
  if (!isTimeZone(name)) report(path, `there is no time zone ${name}`, 'write one as Europe/Berlin or UTC');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
