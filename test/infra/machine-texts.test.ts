import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMachines } from '../../infra/machine-texts.ts';
import { compileProcess } from '../../statemachines/compile-process.ts';
import { smallDesk } from './small-desk.ts';

const [template] = Object.values(smallDesk.processes);
const compiled = template ? JSON.stringify(compileProcess(template), null, 2) : '';

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'machines-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('compiled machines are read as they were committed', () => {
  const folder = folderWith({ 'request.asl.json': compiled, 'deadlines.asl.json': '{}' });
  expect(readMachines(smallDesk, folder)).toEqual({
    kind: 'read',
    machines: { deadlines: '{}', processes: new Map([['request', compiled]]) },
  });
});

const mend =
  'statemachines/request.asl.json is not what desk/processes/request.yaml compiles to: run npm run compile and commit it';

test.each([
  ['missing', { 'deadlines.asl.json': '{}' }, [mend]],
  ['stale', { 'deadlines.asl.json': '{}', 'request.asl.json': compiled.replace('finish', 'end') }, [mend]],
  ['half written', { 'deadlines.asl.json': '{}', 'request.asl.json': '{' }, [mend]],
  ['without deadlines', { 'request.asl.json': compiled }, ['statemachines/deadlines.asl.json is missing']],
])('%s: refused with what to do', (_, files, faults) => {
  expect(readMachines(smallDesk, folderWith(files))).toEqual({ kind: 'refused', faults });
});
