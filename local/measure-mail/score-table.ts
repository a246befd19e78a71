import { MEASURED } from './score-mail.ts';
import type { MeasuredKey, Verdict } from './score-mail.ts';

/** One mail, by its path below the measured folder, and what was judged about it. */
export interface ScoredMail {
  file: string;
  verdicts: Verdict[];
}

interface Row {
  set: string;
  key: MeasuredKey;
  exact: number;
  total: number;
}

const KEYS = Object.keys(MEASURED) as MeasuredKey[];

/** The lines of two tables: each key over all mails, with its goal, and each key in each set (the first folder of a path). */
export function scoreTables(mails: readonly ScoredMail[]): string[] {
  const sets = Map.groupBy(mails, ({ file }) => setOf(file));
  const totals = rowsOf('all', mails);
  const width = Math.max(8, ...[...sets.keys()].map((set) => set.length));
  return [
    ...totals.map((row) => `${line(row, width)}  ${goalOf(row)}`),
    '',
    ...[...sets].flatMap(([set, inSet]) => rowsOf(set, inSet).map((row) => line(row, width))),
  ];
}

/** What did not come out as expected, by mail. */
export function missLines(mails: readonly ScoredMail[]): string[] {
  return KEYS.flatMap((key) =>
    mails.flatMap(({ file, verdicts }) =>
      verdicts
        .filter((verdict) => verdict.key === key && !verdict.exact)
        .flatMap(({ expected, got }) => [
          `${key}  ${file}`,
          `  expected ${shortened(expected)}`,
          `  got      ${shortened(got)}`,
        ]),
    ),
  );
}

function setOf(file: string): string {
  return /^(.*?)[/\\]/.exec(file)?.[1] ?? '.';
}

function rowsOf(set: string, mails: readonly ScoredMail[]): Row[] {
  const byKey = Map.groupBy(
    mails.flatMap(({ verdicts }) => verdicts),
    ({ key }) => key,
  );
  return KEYS.flatMap((key) => {
    const verdicts = byKey.get(key) ?? [];
    const exact = verdicts.filter((verdict) => verdict.exact).length;
    return verdicts.length === 0 ? [] : [{ set, key, exact, total: verdicts.length }];
  });
}

function line({ set, key, exact, total }: Row, width: number): string {
  return `${set.padEnd(width)}  ${key.padEnd(16)}  ${`${exact}/${total}`.padStart(9)}  ${percent(exact, total)}`;
}

function goalOf({ key, exact, total }: Row): string {
  const goal = MEASURED[key];
  return `goal ${goal} %: ${(100 * exact) / total >= goal ? 'met' : 'MISSED'}`;
}

/** Rounded down: 99.96 % is not yet all. */
function percent(exact: number, total: number): string {
  return `${(Math.floor((1000 * exact) / total) / 10).toFixed(1).padStart(5)} %`;
}

function shortened(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
