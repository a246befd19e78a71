import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deskFile } from '../../functions/core/desk.ts';
import { processTemplate } from '../../functions/core/process-template.ts';
import { habits } from '../../local/simulation/behaviour.ts';
import { schemaKeys } from './schema-keys.ts';

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** The rows of the tables by key: those under a heading such as `hooks` belong below it. */
function documentedKeys(text: string): Map<string, { required: boolean; usual: string }> {
  return new Map(
    text.split(/^## /m).flatMap((section) => {
      const group = /^`(\w+)`/.exec(section)?.[1];
      const rows = section.split('\n').filter((line) => /^\| \**`/.test(line));
      return rows.flatMap((row) => {
        const [, keys = '', , usual = ''] = row.split('|');
        return [...keys.matchAll(/(\**)`([\w.]+)`/g)].map(([, bold, key = '']) => {
          const name = group ? `${group}.${key}` : key;
          return [name, { required: bold !== '', usual }] as const;
        });
      });
    }),
  );
}

test('desk-file.md lists every key of desk.yaml, and no other', () => {
  const documented = documentedKeys(page('desk-file.md'));
  expect([...documented.keys()].toSorted()).toEqual([...schemaKeys(deskFile).keys()].toSorted());
});

test('desk-file.md says which keys must be there, and what the others are when they are left out', () => {
  const documented = documentedKeys(page('desk-file.md'));
  for (const [key, { required, usual }] of schemaKeys(deskFile)) {
    const said = documented.get(key);
    expect({ key, required: said?.required }).toEqual({ key, required });
    if (usual !== null) expect(`${key}: ${said?.usual}`).toContain(`\`${usual}\``);
  }
});

test.each([
  ['processes/*.yaml', processTemplate],
  ['simulation.yaml', habits],
])('processes.md shows every key of %s', (_file, schema) => {
  const code = [...page('processes.md').matchAll(/```[^]*?```|`[^`]+`/g)].map(([text]) => text).join('\n');
  const words = new Set(code.match(/\w+/g));
  const keys = [...schemaKeys(schema).keys()].map((key) => key.split('.').at(-1) ?? key);
  expect(keys.filter((key) => !words.has(key))).toEqual([]);
});
