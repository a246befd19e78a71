import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';
import type { Holiday } from './ical-holidays.ts';

export type HolidaysAdded = { kind: 'added'; text: string } | { kind: 'refused'; problem: string };

/**
 * Writes days into a calendar of desk.yaml, each where its date belongs and with its name as a comment. Everything else
 * in the file stays as it is, to the letter.
 *
 * @param holidays that the calendar does not have yet.
 */
export function addHolidays(file: string, calendar: string, holidays: Holiday[]): HolidaysAdded {
  const text = file.endsWith('\n') ? file : `${file}\n`;
  const map = parseDocument(text).getIn(['calendars', calendar], true);
  if (!isMap(map)) return { kind: 'refused', problem: `desk.yaml has no calendar named ${calendar}` };
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === 'holidays');
  const list = isSeq(pair?.value) ? pair.value : null;
  const isBlock = list !== null && !list.flow && list.items.length > 0;
  if (!isBlock && (map.flow || (list && list.items.length > 0)))
    return {
      kind: 'refused',
      problem: `write the holidays of ${calendar} in desk.yaml as a list, one day a line`,
    };
  const added = isBlock ? inList(text, { map, holidays }) : asList(text, { map, pair, holidays });
  const written = parseDocument(added).getIn(['calendars', calendar, 'holidays'], true);
  const dates = isSeq(written) ? written.items.map((item) => (isScalar(item) ? String(item.value) : '')) : [];
  if (holidays.every(({ date }) => dates.includes(date))) return { kind: 'added', text: added };
  return { kind: 'refused', problem: 'desk.yaml is written in a way in which the days cannot be added' };
}

/** Before the first later day of the list, or below its last. */
function inList(text: string, { map, holidays }: { map: YAMLMap; holidays: Holiday[] }): string {
  const list = map.get('holidays', true);
  if (!isSeq(list)) return text;
  const lines = list.items.flatMap((item) =>
    isScalar(item) && item.range
      ? [
          {
            date: String(item.value),
            start: lineStart(text, item.range[0]),
            end: lineEnd(text, item.range[1]),
          },
        ]
      : [],
  );
  const [first] = lines;
  const indent = first ? (/^ */.exec(text.slice(first.start))?.[0] ?? '') : '';
  const last = lines.at(-1)?.end ?? text.length;
  const places = holidays.map((holiday) => ({
    at: lines.find(({ date }) => date > holiday.date)?.start ?? last,
    line: lineOf(indent, holiday),
  }));
  return places.reduceRight((before, { at, line }) => before.slice(0, at) + line + before.slice(at), text);
}

/** The calendar has no list yet, or an empty one, which this one takes the place of. */
function asList(
  text: string,
  { map, pair, holidays }: { map: YAMLMap; pair: Pair | undefined; holidays: Holiday[] },
): string {
  const [begin = 0, end = text.length] = map.range ?? [];
  const indent = ' '.repeat(begin - lineStart(text, begin));
  const lines = `${indent}holidays:\n${holidays.map((holiday) => lineOf(`${indent}  `, holiday)).join('')}`;
  const key = pair && isScalar(pair.key) ? pair.key.range : null;
  if (!key) {
    const below = text.slice(0, end).trimEnd().length;
    const at = lineEnd(text, below);
    return text.slice(0, at) + lines + text.slice(at);
  }
  return text.slice(0, lineStart(text, key[0])) + lines + text.slice(lineEnd(text, key[1]));
}

function lineOf(indent: string, { date, name }: Holiday): string {
  return `${indent}- ${date} # ${name.replaceAll(/\s+/g, ' ')}\n`;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the line's end. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}
