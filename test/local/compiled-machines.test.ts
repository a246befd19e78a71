import { describe, expect, test } from 'vitest';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { check } from '../../local/commands/check.ts';
import { staleMachines } from '../../local/compiled-machines.ts';
import { shippedDesk, withDesk } from '../desk-folder/broken-desk.ts';
import type { DeskEdit } from '../desk-folder/broken-desk.ts';

async function staleAfter(mistakes: (edit: DeskEdit) => void): Promise<string[]> {
  return withDesk(mistakes, (folder) => {
    const loaded = loadDesk(folder);
    if (loaded.kind === 'refused') throw new Error(loaded.faults.map(({ problem }) => problem).join('\n'));
    return staleMachines(loaded.desk);
  });
}

describe('the committed machines', () => {
  test('are those of the shipped processes, and everything else is in order', async () => {
    expect(loadDesk(shippedDesk).kind).toBe('loaded');
    expect(await check()).toBe(0);
  });

  test('are stale when a process says something else', async () => {
    const file = 'processes/customer-support.yaml';
    expect(await staleAfter((edit) => edit.replace(file, 'due: 4h', 'due: 8h'))).toEqual([
      'customer-support.asl.json',
    ]);
  });

  test('are not stale when a comment changes', async () => {
    const file = 'processes/customer-support.yaml';
    expect(
      await staleAfter((edit) =>
        edit.replace(file, 'id: customer-support', '# A remark.\nid: customer-support'),
      ),
    ).toEqual([]);
  });
});
