import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentDisposition } from '../../functions/core/content-disposition.ts';

test.each([
  ['report.pdf', `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`],
  ['my report.pdf', `attachment; filename="my report.pdf"; filename*=UTF-8''my%20report.pdf`],
  ['請求書.pdf', `attachment; filename="___.pdf"; filename*=UTF-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf`],
  [
    'Größe.txt',
    `attachment; filename="Groe.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt`.replace('Groe', 'Gro_e'),
  ],
  ['a"b\'c;d%41.txt', `attachment; filename="a_b'c_d_41.txt"; filename*=UTF-8''a%22b%27c%3Bd%2541.txt`],
  [
    'a\r\nSet-Cookie: x=1.txt',
    `attachment; filename="aSet-Cookie: x=1.txt"; filename*=UTF-8''aSet-Cookie%3A%20x%3D1.txt`,
  ],
  ['../../etc/passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
  ['cod\u202Efdp.exe', `attachment; filename="codfdp.exe"; filename*=UTF-8''codfdp.exe`],
  ['(1)*.txt', `attachment; filename="(1)*.txt"; filename*=UTF-8''%281%29%2A.txt`],
  ['\u0000 \u200B', `attachment; filename="file"; filename*=UTF-8''file`],
])('%j', (name, header) => {
  expect(contentDisposition('attachment', name)).toBe(header);
});

test('no name can end the header, begin another one or change what it says', () => {
  const name = fc.string({
    unit: fc.oneof(fc.constantFrom('"', '\\', '\r', '\n', ';', '%', '\ud800', '\u202e'), fc.string()),
  });
  fc.assert(
    fc.property(name, (text) => {
      const header = contentDisposition('attachment', text);
      expect(header).toMatch(
        /^attachment; filename="[^"\\\r\n;%]+"; filename\*=UTF-8''(?:[\w!#$&+.^`|~-]|%[0-9A-F]{2})+$/,
      );
      expect(() => new Headers({ 'Content-Disposition': header })).not.toThrow();
      const whole = decodeURIComponent(header.split("''").at(-1) ?? '');
      expect(whole.length).toBeLessThanOrEqual(Math.max(text.length, 4));
    }),
  );
});
