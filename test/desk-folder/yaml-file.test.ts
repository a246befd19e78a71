import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskFile } from '../../functions/core/desk.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { readYaml } from '../../functions/desk-folder/yaml-file.ts';
import { shippedDesk } from './broken-desk.ts';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yaml-'));
  path = join(folder, 'desk.yaml');
});
afterAll(() => rmSync(folder, { recursive: true }));

function faultsIn(text: string) {
  writeFileSync(path, text);
  const read = readYaml({ path, file: 'desk.yaml' }, deskFile);
  return read.kind === 'refused' ? read.faults : [];
}

test.each([
  ['name: {x: y}}', 'Unexpected } token in YAML stream: "}"'],
  ['name: [x]]', 'Unexpected ] token in YAML stream: "]"'],
  ['name: {x: y} - z', 'Unexpected - at node end'],
])('in %j the characters of YAML are called as they look', (text, problem) => {
  expect(faultsIn(`# Here\n${text}\n`)).toMatchObject([{ line: 2, problem }]);
});

const shipped = readFileSync(join(shippedDesk, 'desk.yaml'), 'utf8');
const slip = fc.record({
  at: fc.nat({ max: shipped.length }),
  gone: fc.nat({ max: 30 }),
  put: fc.constantFrom(
    ...[
      '',
      ' ',
      '\n',
      '\t',
      '- ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '|',
      '#',
      '!x ',
      '&a ',
      '*a',
      '? ',
      '%',
      '~',
    ],
    ...['-1', '1e999', 'true', '[]', '__proto__: ', '<<: ', '\u0007', '---\n'],
  ),
});

test('whatever slips in, every fault has a line of the file, and words for people', () => {
  fc.assert(
    fc.property(fc.array(slip, { minLength: 1, maxLength: 3 }), (slips) => {
      const text = slips.reduce(
        (before, { at, gone, put }) => before.slice(0, at) + put + before.slice(at + gone),
        shipped,
      );
      for (const fault of faultsIn(text)) {
        expect(fault.line).toBeGreaterThan(0);
        expect(fault.line).toBeLessThanOrEqual(text.split('\n').length);
        expect(faultText(fault)).not.toMatch(/undefined|\[object|Invalid input/);
      }
    }),
    { numRuns: 100 },
  );
});
