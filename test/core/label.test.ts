import { expect, test } from 'vitest';
import { labelIn } from '../../functions/core/label.ts';
import type { Label } from '../../functions/core/process-template.ts';

const written = { en: 'Solved', de: 'Gelöst', fr: 'Résolu' };

test.each<[Label, string[], string]>([
  ['Solved', ['de'], 'Solved'],
  [written, ['de'], 'Gelöst'],
  [written, ['it', 'fr', 'de'], 'Résolu'],
  [written, ['it'], 'Solved'],
  [written, [], 'Solved'],
  [{ de: 'Gelöst' }, ['fr'], 'Gelöst'],
  [{}, ['fr'], ''],
])('%j for somebody who reads %j says %s', (label, languages, says) => {
  expect(labelIn(label, languages)).toBe(says);
});
