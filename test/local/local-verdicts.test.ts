import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLocalVerdicts } from '../../local/local-verdicts.ts';

const passed = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' };

test.each([
  { what: 'no header at all', header: '', verdicts: passed, unread: [] },
  {
    what: 'one verdict',
    header: 'X-Local-Verdicts: spam=FAIL\r\n',
    verdicts: { ...passed, spam: 'FAIL' },
    unread: [],
  },
  {
    what: 'any case, any order, a folded line',
    header: 'x-local-VERDICTS: DMARC=fail\r\n policy=Reject\r\n',
    verdicts: { ...passed, dmarc: 'FAIL', dmarcPolicy: 'reject' },
    unread: [],
  },
  {
    what: 'a failed DMARC without a policy',
    header: 'X-Local-Verdicts: dmarc=FAIL\r\n',
    verdicts: { ...passed, dmarc: 'FAIL', dmarcPolicy: 'none' },
    unread: [],
  },
  {
    what: 'a policy although nothing failed',
    header: 'X-Local-Verdicts: policy=reject\r\n',
    verdicts: passed,
    unread: [],
  },
  {
    what: 'words that mean nothing',
    header: 'X-Local-Verdicts: span=FAIL virus=MAYBE constructor=FAIL spf=GRAY\r\n',
    verdicts: { ...passed, spf: 'GRAY' },
    unread: ['span=FAIL', 'virus=MAYBE', 'constructor=FAIL'],
  },
])('$what', ({ header, verdicts, unread }) => {
  const rest = 'From: customer@example.com\r\nSubject: Hello\r\n\r\nX-Local-Verdicts: virus=FAIL\r\n';
  const read = readLocalVerdicts(Buffer.from(`To: desk@help.example.com\r\n${header}${rest}`));
  expect(read.verdicts).toEqual(verdicts);
  expect(read.unread).toEqual(unread);
  expect(Buffer.from(read.raw).toString()).toBe(`To: desk@help.example.com\r\n${rest}`);
});

test('no header of the name is left, however often it stands there', () => {
  const twice = 'X-Local-Verdicts: spam=FAIL\nSubject: Hello\nX-Local-Verdicts: virus=FAIL\n\nText';
  const read = readLocalVerdicts(Buffer.from(twice));
  expect(Buffer.from(read.raw).toString()).toBe('Subject: Hello\n\nText');
  expect(read.verdicts).toMatchObject({ spam: 'FAIL', virus: 'FAIL' });
});

test('bytes without the header come through as they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      fc.pre(!/x-local-verdicts/i.test(Buffer.from(bytes).toString('latin1')));
      expect(Buffer.from(readLocalVerdicts(bytes).raw).equals(Buffer.from(bytes))).toBe(true);
    }),
  );
});
