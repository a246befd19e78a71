/** Reads iCalendar files as far as whole days go (RFC 5545). */

/** One property of an event: `DTSTART;VALUE=DATE:20261225`. Names and parameters in upper case. */
interface Property {
  name: string;
  parameters: Record<string, string>;
  value: string;
}

/** An event that lasts whole days. */
export interface IcalEvent {
  uid: string;
  name: string;
  /** First day, `2026-12-25`. */
  from: string;
  /** How many days. */
  days: number;
  /** Parts of its repetition by name, `FREQ`, `BYMONTH` …; empty for an event that comes once. */
  rule: Record<string, string>;
  /** Days on which it comes besides, and on which it does not. */
  also: string[];
  except: string[];
  /** Stands in for the coming of the event with this uid on this day. */
  replaces: string | null;
}

export type IcalRead =
  | { kind: 'read'; events: IcalEvent[]; leftOut: { name: string; why: string }[] }
  | { kind: 'refused'; problem: string };

const DAY = 86_400_000;
/** Nobody is on holiday longer: a file that says so is about something else. */
const LONGEST_DAYS = 92;

/** Whole-day events in the order of the file, and those that cannot be holidays with the reason. */
export function readIcal(text: string): IcalRead {
  const lines = unfolded(text);
  if (lines[0]?.toUpperCase() !== 'BEGIN:VCALENDAR')
    return { kind: 'refused', problem: 'it does not begin with BEGIN:VCALENDAR' };
  const events: IcalEvent[] = [];
  const leftOut: { name: string; why: string }[] = [];
  for (const properties of eventsIn(lines)) {
    const name = unescaped(valueOf(properties, 'SUMMARY') ?? '') || 'without a name';
    const event = eventOf(properties, name);
    if (typeof event === 'string') leftOut.push({ name, why: event });
    else if (event) events.push(event);
  }
  return { kind: 'read', events, leftOut };
}

/** A line that begins with a space or a tab goes on with the one before it (RFC 5545 §3.1). */
function unfolded(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** The properties of each event, without those of the alarms inside it. */
function eventsIn(lines: string[]): Property[][] {
  const events: Property[][] = [];
  const inside: string[] = [];
  for (const property of lines.map(propertyIn)) {
    if (!property) continue;
    const { name, value } = property;
    if (name === 'BEGIN') inside.push(value.toUpperCase());
    if (name === 'BEGIN' && inside.at(-1) === 'VEVENT') events.push([]);
    else if (inside.at(-1) === 'VEVENT' && name !== 'END') events.at(-1)?.push(property);
    if (name === 'END') inside.pop();
  }
  return events;
}

function propertyIn(line: string): Property | null {
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,])(?:"[^"]*"|[^";:])*)*):(.*)$/.exec(
    line,
  );
  if (!match) return null;
  const [, name = '', written = '', value = ''] = match;
  const parameters = [...written.matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^;]*)/g)].map(
    ([, key = '', given = '']): [string, string] => [
      key.toUpperCase(),
      given.replaceAll('"', '').toUpperCase(),
    ],
  );
  return { name: name.toUpperCase(), parameters: Object.fromEntries(parameters), value };
}

/** Null for what was called off, a reason for what cannot be read as whole days. */
function eventOf(properties: Property[], name: string): IcalEvent | string | null {
  if (valueOf(properties, 'STATUS')?.toUpperCase() === 'CANCELLED') return null;
  const from = dayIn(valueOf(properties, 'DTSTART') ?? '');
  if (!from) return 'it has a time of day';
  const days = lengthOf(properties, from);
  if (days === null || days > LONGEST_DAYS) return 'its length cannot be read';
  const rule = (valueOf(properties, 'RRULE') ?? '')
    .split(';')
    .filter(Boolean)
    .map((part): [string, string] => {
      const [key = '', value = ''] = part.split('=');
      return [key.trim().toUpperCase(), value.trim().toUpperCase()];
    });
  return {
    uid: valueOf(properties, 'UID') ?? name,
    name,
    from,
    days,
    rule: Object.fromEntries(rule),
    also: daysOf(properties, 'RDATE'),
    except: daysOf(properties, 'EXDATE'),
    replaces: dayIn(valueOf(properties, 'RECURRENCE-ID') ?? ''),
  };
}

/** The end is the first day after it; without one it is a single day (RFC 5545 §3.6.1). */
function lengthOf(properties: Property[], from: string): number | null {
  const end = valueOf(properties, 'DTEND');
  if (end !== undefined) {
    const to = dayIn(end);
    return to === null ? null : Math.max(1, (Date.parse(to) - Date.parse(from)) / DAY);
  }
  const duration = valueOf(properties, 'DURATION');
  if (duration === undefined) return 1;
  const match = /^\+?P(\d+)([DW])$/i.exec(duration);
  return match && Number(match[1]) * (match[2]?.toUpperCase() === 'W' ? 7 : 1);
}

function daysOf(properties: Property[], name: string): string[] {
  return properties
    .filter((property) => property.name === name)
    .flatMap(({ value }) => value.split(',').flatMap((day) => dayIn(day) ?? []));
}

/** `20261225` is 2026-12-25; null for a moment of that day, and for a day that there is not. */
function dayIn(value: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(value.trim());
  if (!match) return null;
  const day = `${match[1]}-${match[2]}-${match[3]}`;
  const millis = Date.parse(day);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(day) ? day : null;
}

function valueOf(properties: Property[], name: string): string | undefined {
  return properties.find((property) => property.name === name)?.value;
}

/** RFC 5545 §3.3.11. */
function unescaped(text: string): string {
  return text
    .replaceAll(/\\n/gi, ' ')
    .replaceAll(/\\([\\;,])/g, '$1')
    .trim();
}
