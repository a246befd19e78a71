import type { Calendar } from '../../functions/core/desk.ts';

const closed: Calendar['hours'] = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

/** A calendar of these hours; weekdays that are not named are closed. */
export function calendarOf(
  timeZone: string,
  hours: Partial<Calendar['hours']>,
  holidays: string[] = [],
): Calendar {
  return { timeZone, hours: { ...closed, ...hours }, holidays };
}

/** Monday to Friday, the same hours each day. */
export function officeHours(timeZone: string, hours: string[], holidays: string[] = []): Calendar {
  return calendarOf(timeZone, { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours }, holidays);
}

/** Every day of the week, the same hours. */
export function everyDay(timeZone: string, hours: string[], holidays: string[] = []): Calendar {
  return calendarOf(
    timeZone,
    { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours },
    holidays,
  );
}
