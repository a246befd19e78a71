import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { desk } from '../../local/commands/desk.ts';
import { freePort } from './desk-for-tests.ts';

let said = '';
beforeEach(() => {
  said = '';
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text: string) => void (said += `${text}\n`));
});
afterEach(() => vi.restoreAllMocks());

test.each([
  [['held', 'list']],
  [['gaps']],
  [['clocks', 'rebuild', 'T-7K3M-9QXA']],
  [['explain', 'T-7K3M-9QXA']],
  [['process', 'migrate', 'T-7K3M-9QXA', '--to', 'current']],
])('%j says so when no desk runs', async (args) => {
  expect(await desk([...args, '--http-port', String(await freePort())])).toBe(1);
  expect(said).toMatch(/^No desk answers on port \d+: start it with npm start, .*\n$/);
});

test.each([[['wat']], [['toString']]])('%j is no command', async (args) => {
  expect(await desk(args)).toBe(2);
  expect(said).toMatch(/^desk: there is no command/);
});
