import { expect, test } from 'vitest';
import { mailWith, readBytes } from './fixture-mail.ts';

const SIGNATURE = [
  '-----BEGIN PGP SIGNATURE-----',
  '',
  'iHUEARYIAB0WIQ==',
  '=abcd',
  '-----END PGP SIGNATURE-----',
];
const BEGIN = ['-----BEGIN PGP SIGNED MESSAGE-----', 'Hash: SHA512', ''];

test.each([
  [
    'its armour is taken off',
    [...BEGIN, 'The kettle leaks.', '', '- -- ', 'The buyer', ...SIGNATURE],
    'The kettle leaks.',
  ],
  [
    'what stands around it stays',
    ['Before.', '', ...BEGIN, 'The kettle leaks.', ...SIGNATURE, '', 'After.'],
    'Before.\n\nThe kettle leaks.\n\nAfter.',
  ],
  [
    'half of it is left as it is',
    [...BEGIN, 'The kettle leaks.'],
    [...BEGIN, 'The kettle leaks.'].join('\n'),
  ],
  [
    'one without a name of the hash',
    ['-----BEGIN PGP SIGNED MESSAGE-----', '', 'Hash: is a dish', ...SIGNATURE],
    'Hash: is a dish',
  ],
])('of a text that is signed in itself, %s', async (_, lines, reply) => {
  const { message } = await readBytes(mailWith(lines.join('\r\n')));
  expect(message.reply).toBe(reply);
});
