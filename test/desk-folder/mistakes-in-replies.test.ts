import { describe, expect, test } from 'vitest';
import { faultsAfter, lineOf } from './broken-desk.ts';

const textMistakes: [what: string, found: string, put: string, fault: string][] = [
  [
    'a variable that is not known',
    '{{ ticket.ref }}. Here',
    '{{ ticket.number }}. Here',
    'ticket.number is nothing that a mail text knows. Use one of ticket.ref',
  ],
  [
    'a filter that is not known',
    '{{ inbox.name }}',
    '{{ inbox.name | shout }}',
    'undefined filter: shout. Use only tags and filters that exist',
  ],
  [
    'a tag left open',
    '{% endif %}\nYour',
    '\nYour',
    'not closed. Use only tags and filters that exist, and close what was opened',
  ],
  ['another file', '{{ inbox.name }}', '{% render "/etc/passwd" %}', 'Failed to lookup'],
  ['no subject', 'Subject: We', 'We', 'a mail text begins with a line "Subject: …"'],
];

describe('a mistake in a mail text is named with its file', () => {
  test.each(textMistakes)('%s', async (_what, found, put, fault) => {
    const faults = await faultsAfter((edit) => edit.replace('replies/acknowledgement.liquid', found, put));
    expect(faults.join('\n')).toContain(fault);
    expect(faults[0]).toMatch(/^desk\/replies\/acknowledgement\.liquid:\d+: /);
  });

  test('the line is that of the variable', async () => {
    const file = 'replies/acknowledgement.liquid';
    const faults = await faultsAfter((edit) => edit.replace(file, '{{ statusUrl }}', '{{ link }}'));
    expect(faults).toEqual([
      expect.stringContaining(`desk/${file}:${lineOf(file, '{{ statusUrl }}')}: link is nothing`),
    ]);
  });
});
