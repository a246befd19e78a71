import { expect, test } from 'vitest';
import { nameOfPath } from '../../functions/desk-folder/yaml-path.ts';

const file = {
  agents: [
    { id: 'lead', absences: [{ from: '2026-12-01' }, {}] },
    { address: 'it@team.example' },
    { id: '' },
  ],
  hold: [{ text: ['court', 'x'] }],
};

test.each<[path: (string | number)[], name: string]>([
  [[], 'the file'],
  [['name'], 'name'],
  [['teams', 'leads', 'name'], 'name of teams.leads'],
  [['agents', 0], 'entry 1 in agents'],
  [['agents', 0, 'name'], 'name of lead in agents'],
  [['agents', 0, 'id'], 'id of entry 1 in agents'],
  [['agents', 0, 'absences', 1], 'entry 2 in absences of lead in agents'],
  [['agents', 0, 'absences', 1, 'to'], 'to of entry 2 in absences of lead in agents'],
  [['agents', 1, 'id'], 'id of it@team.example in agents'],
  [['agents', 2, 'name'], 'name of entry 3 in agents'],
  [['hold', 0, 'because'], 'because of entry 1 in hold'],
  [['hold', 0, 'text', 1], 'entry 2 in text of entry 1 in hold'],
  [['webhooks', 4, 'fixture', 'payload'], 'payload of fixture of entry 5 in webhooks'],
])('%j is called "%s"', (path, name) => {
  expect(nameOfPath(path, file)).toBe(name);
});
