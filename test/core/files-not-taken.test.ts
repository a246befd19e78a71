import { expect, test } from 'vitest';
import { filesNotTaken } from '../../functions/core/files-not-taken.ts';
import type { FileState } from '../../functions/core/file-state.ts';
import type { Attachment } from '../../functions/core/inbound-message.ts';

const file = (name: string, state?: FileState, given: Partial<Attachment> = {}): Attachment => ({
  name,
  contentType: 'application/pdf',
  size: 4,
  inline: false,
  ...(state ? { state } : {}),
  ...given,
});
const program: FileState = { kind: 'blocked_type', why: 'program' };

test.each<[string, Attachment[], string]>([
  ['none', [], ''],
  [
    'what is or may be passed on',
    [
      file('a', { kind: 'clean' }),
      file('b', { kind: 'unscanned' }),
      file('c', { kind: 'pending_scan' }),
      file('d'),
    ],
    '',
  ],
  [
    'what nobody gets',
    [file('run', program), file('film', { kind: 'too_large', mostMegabytes: 25 })],
    '- run: it is a program\n- film: it is larger than 25 MB',
  ],
  ['a container whose files are named', [file('winmail.dat', program, { opened: true })], ''],
  ['a very long name', [file('x'.repeat(200), program)], `- ${'x'.repeat(100)}: it is a program`],
  [
    'very many',
    Array.from({ length: 23 }, () => file('a', program)),
    `${'- a: it is a program\n'.repeat(20)}- and 3 more`,
  ],
])('%s', (_, files, expected) => {
  expect(filesNotTaken(files)).toBe(expected);
});
