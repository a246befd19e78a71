import { expect, test } from 'vitest';
import { nearName } from '../../functions/desk-folder/near-name.ts';

const known = ['mailDomain', 'reopenWithin', 'team', 'teams'];

test.each([
  ['reopenWithn', 'reopenWithin'],
  ['reopenWithinn', 'reopenWithin'],
  ['reopenWihtin', 'reopenWithin'],
  ['reopenwithim', 'reopenWithin'],
  ['mail_domain', 'mailDomain'],
  ['Mail-Domain', 'mailDomain'],
  ['Teams', 'teams'],
  ['tem', 'team'],
  ['colour', undefined],
  ['', undefined],
])('%s was meant as %s', (wanted, meant) => {
  expect(nearName(known, wanted)).toBe(meant);
});
