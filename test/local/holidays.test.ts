import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { holidays } from '../../local/commands/holidays.ts';

const ics = 'test/fixtures/holidays/office.ics';
const year = ['--calendar', 'office', '--year', '2027'];
let desk = '';
let said = '';

beforeEach(() => {
  desk = mkdtempSync(join(tmpdir(), 'desk-'));
  cpSync('desk', desk, { recursive: true });
  said = '';
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text: string) => void (said += `${text}\n`));
  return () => vi.restoreAllMocks();
});

const run = (...args: string[]): number => holidays([...args, '--desk', desk]);
const written = (): string => readFileSync(join(desk, 'desk.yaml'), 'utf8');

test('S3: a file is looked through before anything is written, and written twice adds nothing', () => {
  const before = written();
  expect(run(ics, ...year)).toBe(0);
  expect(said).toContain('= 2027-03-26 Fri  Good Friday, a quiet day  (in desk.yaml already)');
  expect(said).toContain('+ 2027-11-25 Thu  Fourth Thursday\n');
  expect(said).toContain('- 2027-12-25 Sat  Christmas  (nobody works on this day anyway)');
  expect(said).toContain('- left out: Summer party: it has a time of day');
  expect(written()).toBe(before);

  expect(run(ics, ...year, '--write')).toBe(0);
  expect(written().replace(/\n.*2027-11-25 # Fourth Thursday(?=\n)/, '')).toBe(before);
  expect(run(ics, ...year, '--write')).toBe(0);
  expect(said).toContain('0 added');
});

test('S3: a day can be left out', () => {
  const before = written();
  expect(run(ics, ...year, '--without', '2027-11-25', '--write')).toBe(0);
  expect(written()).toBe(before);
});

test.each([
  ['no file', [], 2],
  ['no calendar', [ics], 2],
  ['half a year', [ics, '--calendar', 'office', '--year', '27'], 2],
  ['a calendar that is not there', [ics, '--calendar', 'home'], 1],
  ['a file that is not there', ['nowhere.ics', ...year], 1],
  ['a file of another kind', ['package.json', ...year], 1],
])('%s is refused', (_name, args, code) => {
  expect(run(...args)).toBe(code);
});
