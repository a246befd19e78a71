import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixtureFaults } from '../../functions/desk-folder/check-fixtures.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { faultsAfter, shippedDesk, withDesk } from './broken-desk.ts';

const writeNothing = (path: string) => writeFileSync(path, '');
const linkToItself = (path: string) => symlinkSync(path, path);

function replaceBy(make: (path: string) => void, path: string): void {
  rmSync(path, { recursive: true });
  make(path);
}

describe('the shipped desk', () => {
  test('loads, with its processes, texts and articles', () => {
    const loaded = loadDesk(shippedDesk);
    expect(loaded.kind === 'loaded' && Object.keys(loaded.desk.processes)).toContain('customer-support');
    expect(loaded.kind === 'loaded' && loaded.desk.replies['acknowledgement']).toMatch(/^Subject: /);
    expect(loaded.kind === 'loaded' && Object.keys(loaded.desk.articles)).not.toHaveLength(0);
  });

  test('its webhook mappings make of their samples what is expected', async () => {
    expect(await fixtureFaults(shippedDesk)).toEqual([]);
  });
});

describe('the folder as a whole', () => {
  test('all faults come at once, in reading order', async () => {
    const faults = await faultsAfter((edit) => {
      edit.replace('desk.yaml', 'members: [lead]', 'members: [boss]');
      edit.replace('desk.yaml', 'timeZone: Europe/Berlin', 'timeZone: Mars/Base');
      edit.replace('processes/customer-support.yaml', 'done: verify', 'done: verfy');
      edit.remove('replies/step-assigned.liquid');
      edit.write('articles/notes.txt', 'nobody reads me');
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'desk/articles/notes.txt',
      'desk/desk.yaml',
      'desk/desk.yaml',
      'desk/processes/customer-support.yaml',
      'desk/replies/step-assigned.liquid',
    ]);
    expect(faults[1]).toContain('boss');
    expect(faults[2]).toContain('Mars/Base');
  });

  const elsewhere: [what: string, mistake: (folder: string) => void, fault: string][] = [
    [
      'a folder in place of a file',
      (folder) => replaceBy(mkdirSync, join(folder, 'desk.yaml')),
      'desk/desk.yaml:1: this is a folder, not a file. Rename',
    ],
    [
      'a file in place of a folder',
      (folder) => replaceBy(writeNothing, join(folder, 'replies')),
      'desk/replies:1: this is a file, not a folder. Rename',
    ],
    [
      'a file in place of them all',
      (folder) => replaceBy(writeNothing, folder),
      'desk:1: this is a file, not a folder. Rename',
    ],
    [
      'a link to itself',
      (folder) => replaceBy(linkToItself, join(folder, 'desk.yaml')),
      'desk/desk.yaml:1: this is a link that leads back to itself. Remove it',
    ],
    [
      'a process that is a link to itself',
      (folder) => linkToItself(join(folder, 'processes/loop.yaml')),
      'desk/processes/loop.yaml:1: this is a link that leads back to itself. Remove it',
    ],
    [
      'folders that are links to themselves',
      (folder) => replaceBy(linkToItself, join(folder, 'articles')),
      'desk/articles:1: this is a link that leads back to itself. Remove it',
    ],
    [
      'a device',
      (folder) => replaceBy((path) => symlinkSync('/dev/zero', path), join(folder, 'desk.yaml')),
      'desk/desk.yaml:1: this is no file. Remove it',
    ],
    [
      'a link to nothing',
      (folder) => symlinkSync('nowhere', join(folder, 'replies/new.liquid')),
      'desk/replies/new.liquid:1: this file is missing. Write it',
    ],
    [
      'the folder within itself',
      (folder) => symlinkSync(folder, join(folder, 'articles/desk')),
      'desk/articles/desk:1: nobody reads this file. Rename or remove it',
    ],
    [
      'a file of 50 MB',
      (folder) => truncateSync(join(folder, 'desk.yaml'), 50_000_000),
      'desk/desk.yaml:1: this file has 50 MB. Keep it under 2 MB',
    ],
    [
      'another encoding',
      (folder) =>
        writeFileSync(join(folder, 'desk.yaml'), Buffer.from('mailDomain: x\nname: B\u00fcro', 'latin1')),
      'desk/desk.yaml:2: this file is no text in UTF-8. Save it again',
    ],
    [
      'UTF-16',
      (folder) => writeFileSync(join(folder, 'articles/a.md'), Buffer.from('\ufeffAbc', 'utf16le')),
      'desk/articles/a.md:1: this file is no text in UTF-8. Save it again',
    ],
    [
      'an empty process',
      (folder) => writeNothing(join(folder, 'processes/new.yaml')),
      'desk/processes/new.yaml:1: this file is empty. Write id, title',
    ],
  ];

  test.each(elsewhere)('%s is one sentence', async (_what, mistake, fault) => {
    expect(await faultsAfter(({ folder }) => mistake(folder))).toEqual([expect.stringContaining(fault)]);
  });

  test.each([
    ['Windows', '\r\n'],
    ['old Macs', '\r'],
  ])('files with the line ends of %s and a byte order mark are read', async (_system, end) => {
    const faults = await faultsAfter((edit) => {
      for (const file of ['desk.yaml', 'processes/customer-support.yaml', 'replies/acknowledgement.liquid']) {
        const text = readFileSync(join(shippedDesk, file), 'utf8');
        edit.write(file, `\ufeff${text.replaceAll('\n', end)}`);
      }
    });
    expect(faults).toEqual([]);
  });

  test('a folder that is not there is one sentence', () => {
    const loaded = loadDesk('nowhere/desk');
    expect(loaded.kind === 'refused' && loaded.faults.map(({ problem }) => problem)).toEqual([
      'there is no such folder',
    ]);
  });

  test('a folder without desk.yaml, and a YAML bomb, are refused in words', async () => {
    expect(await faultsAfter((edit) => edit.remove('desk.yaml'))).toEqual([
      expect.stringMatching(/^desk\/desk\.yaml:1: this file is missing/),
    ]);
    const level = (index: number) =>
      `l${index}: &l${index} [${Array(12)
        .fill(`*l${index - 1}`)
        .join(', ')}]\n`;
    const bomb = `l0: &l0 [x]\n${[1, 2, 3, 4, 5, 6].map(level).join('')}`;
    const faults = await faultsAfter((edit) => edit.write('desk.yaml', bomb));
    expect(faults).toEqual([expect.stringContaining('the file repeats itself too often')]);
  });
});

describe('webhook samples', () => {
  test.each([
    [
      'another result',
      'priority: P1',
      'priority: P2',
      'of the sample the mapping makes something else than expected: priority is',
    ],
    [
      'a file that is not there',
      'webhooks/monitoring.json',
      'webhooks/alert.json',
      'there is no file webhooks/alert.json',
    ],
    [
      'a file outside',
      'webhooks/monitoring.json',
      '../../secret.json',
      '../../secret.json lies outside the folder',
    ],
    [
      'a result that is no message',
      '"subject": alert.service',
      '"subjet": alert.service',
      'what the mapping yields',
    ],
  ])('%s', async (_what, found, put, problem) => {
    const faults = await withDesk((edit) => edit.replace('desk.yaml', found, put), fixtureFaults);
    expect(faults.map(faultText).join('\n')).toContain(`monitoring: ${problem}`);
  });
});
