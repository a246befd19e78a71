import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deskFile } from '../../functions/core/desk.ts';
import type { Calendar } from '../../functions/core/desk.ts';
import { addHolidays } from '../../functions/desk-folder/add-holidays.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { readHolidays } from '../../functions/desk-folder/ical-holidays.ts';
import type { Holiday } from '../../functions/desk-folder/ical-holidays.ts';
import { readYaml } from '../../functions/desk-folder/yaml-file.ts';

const usage = `desk holidays FILE.ics --calendar NAME [--year 2027] [--without 2027-02-14] [--write] [--desk desk]
  Lists what an iCalendar file would add to a calendar of desk.yaml, for you to look through: not everything in such
  files is a day off. --year takes one year instead of this one and the next, --without leaves a day out (as often as
  you like), --write adds the days that are marked with +.
`;

const options = {
  calendar: { type: 'string' },
  year: { type: 'string' },
  without: { type: 'string', multiple: true, default: [] as string[] },
  write: { type: 'boolean', default: false },
  desk: { type: 'string', default: 'desk' },
} as const;

interface Wanted {
  file: string;
  calendar: string;
  years: number[];
  without: string[];
  write: boolean;
  desk: string;
}

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export function holidays(args: string[]): number {
  const wanted = read(args);
  if (!wanted) {
    console.error(usage);
    return 2;
  }
  const path = join(wanted.desk, 'desk.yaml');
  const [ics, yaml] = [wanted.file, path].map(textOf);
  if (ics === null || ics === undefined) return fail(`${wanted.file} cannot be read: is the name right?`);
  if (yaml === null || yaml === undefined) return fail(`${path} cannot be read: name the folder with --desk`);
  const file = readYaml({ path, file: path }, deskFile);
  if (file.kind === 'refused') return fail(file.faults.map(faultText).join('\n'));
  const calendar = file.yaml.value.calendars[wanted.calendar];
  if (!calendar) return fail(`${path} has no calendar named ${wanted.calendar}`);
  const found = readHolidays(ics, wanted.years);
  if (found.kind === 'refused') return fail(`${wanted.file} is no iCalendar file: ${found.problem}`);

  const reviewed = found.holidays.map((holiday) => ({
    ...holiday,
    ...verdictOn(holiday, { calendar, wanted }),
  }));
  console.log(
    reviewed.map(lineOf).join('\n') || `${wanted.file} names no day in ${wanted.years.join(' or ')}`,
  );
  for (const { name, why } of found.leftOut) console.log(`- left out: ${name}: ${why}`);
  const fresh = reviewed.filter(({ mark }) => mark === '+');
  if (!wanted.write) {
    console.log(`\n${fresh.length} to add. Look through them, then run this again with --write.`);
    return 0;
  }
  const added = addHolidays(yaml, wanted.calendar, fresh);
  if (added.kind === 'refused') return fail(added.problem);
  if (fresh.length > 0) writeFileSync(path, added.text);
  console.log(`\n${fresh.length} added to ${path}.`);
  return 0;
}

function read(args: string[]): Wanted | null {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [file, ...more] = positionals;
    const { calendar, year, without, write, desk } = values;
    if (!file || more.length > 0 || !calendar || (year !== undefined && !/^\d{4}$/.test(year))) return null;
    const thisYear = new Date().getFullYear();
    const years = year === undefined ? [thisYear, thisYear + 1] : [Number(year)];
    return { file, calendar, years, without, write, desk };
  } catch {
    return null;
  }
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** `+` is to be added, `=` is there already, `-` is left out. */
function verdictOn(
  { date }: Holiday,
  { calendar, wanted }: { calendar: Calendar; wanted: Wanted },
): { mark: '+' | '=' | '-'; why: string } {
  const weekday = weekdays[new Date(date).getUTCDay()] ?? 'sun';
  if (calendar.holidays.includes(date)) return { mark: '=', why: 'in desk.yaml already' };
  if (wanted.without.includes(date)) return { mark: '-', why: 'left out by you' };
  if (calendar.hours[weekday].length === 0) return { mark: '-', why: 'nobody works on this day anyway' };
  return { mark: '+', why: '' };
}

function lineOf({ date, name, mark, why }: Holiday & { mark: string; why: string }): string {
  const weekday = new Date(date).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' });
  return `${mark} ${date} ${weekday}  ${name}${why ? `  (${why})` : ''}`;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function fail(problem: string): number {
  console.error(problem);
  return 1;
}
