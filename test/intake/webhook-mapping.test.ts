import { describe, expect, test } from 'vitest';
import { mapPayload } from '../../functions/intake/webhook-mapping.ts';

const payload = {
  who: 'alerts@example.com',
  title: 'Disk full',
  details: 'sda1 is at 99 %',
  tags: ['disk', 'db'],
};

function map(mapping: string, body: unknown = payload) {
  return mapPayload({ mapping, body: new TextEncoder().encode(JSON.stringify(body)) });
}

test('yields what the expression makes of the payload', async () => {
  expect(
    await map(
      '{"from": {"address": who}, "subject": title & " (" & $join(tags, ", ") & ")", "text": details}',
    ),
  ).toEqual({
    kind: 'mapped',
    message: {
      from: { address: 'alerts@example.com', name: '' },
      subject: 'Disk full (disk, db)',
      text: 'sda1 is at 99 %',
      answerable: false,
    },
  });
});

test('takes priority, process and answerable over', async () => {
  const mapping =
    '{"from": {}, "subject": "s", "text": "t", "priority": "P1", "process": "incident", "answerable": true}';
  expect(await map(mapping)).toMatchObject({
    kind: 'mapped',
    message: { priority: 'P1', process: 'incident', answerable: true },
  });
});

describe('says why it failed:', () => {
  test.each([
    ['a result without text', '{"from": {"address": who}, "subject": title}', 'text'],
    ['a blank subject', '{"from": {"address": who}, "subject": "  ", "text": "t"}', 'subject'],
    ['an unknown priority', '{"from": {}, "subject": "s", "text": "t", "priority": "high"}', 'priority'],
    ['a misspelt field', '{"from": {}, "subject": "s", "text": "t", "prority": "P1"}', 'prority'],
    ['nothing at all', 'nothing.here', 'expected object'],
    ['a function', 'function($x){$x}', 'mapping'],
    ['an error in the expression', '{"from": {', 'mapping'],
    ['an expression that fails', '$error("no such service")', 'no such service'],
    ['an endless loop', '($f := function($n){$f($n + 1)}; $f(0))', 'does not come to an end'],
    ['an endless recursion', '($f := function($n){1 + $f($n)}; $f(0))', 'does not come to an end'],
    ['a text too long', '{"from": {}, "subject": "s", "text": $pad("", 300000, "x")}', 'text'],
  ])('%s', async (_what, mapping, reason) => {
    const outcome = await map(mapping);
    expect(outcome.kind === 'failed' && outcome.explanation).toContain(reason);
  });

  test.each([
    ['no JSON', new TextEncoder().encode('title=Disk full')],
    ['nothing', new Uint8Array()],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('%s', async (_what, body) => {
    expect(await mapPayload({ mapping: '$', body })).toEqual({
      kind: 'failed',
      explanation: 'the payload is not JSON in UTF-8',
    });
  });

  test('nesting as deep as fits into a megabyte', async () => {
    const body = new TextEncoder().encode('['.repeat(500_000) + ']'.repeat(500_000));
    expect((await mapPayload({ mapping: '$', body })).kind).toBe('failed');
  });
});
