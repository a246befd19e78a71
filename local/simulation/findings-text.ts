import { percent } from '../pictures/percent.ts';
import type { Findings, Spread } from './findings.ts';

/** What a simulation found, as a page of text. */
export function findingsText(found: Findings): string {
  const { tickets, stuck, toClose } = found;
  return [
    `${tickets} tickets${stuck > 0 ? `, ${stuck} of them never ended` : ''}. From first mail to closed: ${spread(toClose)}.`,
    '',
    'Where the time goes (working time; half of all take less than the first, nine of ten less than the second)',
    '',
    ...table(
      ['step', 'tickets', 'visits', 'median', '90 %', 'of time', 'ended as'],
      found.steps.map(({ id, share, visits, takes, ofTime, outcomes }) => [
        id,
        percent(share),
        visits.toFixed(1),
        hours(takes.median),
        hours(takes.ninetieth),
        percent(ofTime),
        outcomes.map(({ name, share: part }) => `${name} ${percent(part)}`).join(', '),
      ]),
    ),
    '',
    ...section('Promises broken, of all tickets', found.breaches, 'none'),
    ...section('Rungs that fired, of all tickets', found.rungs, 'none'),
    ...section('How tickets closed', found.codes, ''),
  ].join('\n');
}

function section(title: string, rows: { name: string; share: number }[], none: string): string[] {
  const lines = rows.map(({ name, share }) => [name, percent(share), '█'.repeat(Math.round(share * 40))]);
  return [title, '', ...(lines.length > 0 ? table(null, lines) : [`  ${none}`]), ''];
}

function table(head: string[] | null, rows: string[][]): string[] {
  const all = head ? [head, ...rows] : rows;
  const last = (all[0]?.length ?? 1) - 1;
  const widths = Array.from({ length: last + 1 }, (_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  const isText = (column: number) => column === 0 || column === last;
  return all.map((row) =>
    `  ${row
      .map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')}`.trimEnd(),
  );
}

function spread({ median, ninetieth }: Spread): string {
  return `${hours(median)} median, ${hours(ninetieth)} nine of ten`;
}

export function hours(minutes: number): string {
  return minutes < 60 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
