import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSigns } from '../../../functions/intake/files/file-signs.ts';
import { readTarDirectory } from '../../../functions/intake/files/tar-directory.ts';
import { tarOf } from './written-tar.ts';
import type { WrittenTarEntry } from './written-tar.ts';

const signsOf = (bytes: Buffer, name = 'all.tar') =>
  fileSigns({ bytes, name, contentType: 'application/x-tar' });

const long = `${'deep/'.repeat(30)}run.exe`;
const pax = (field: string) => `${field.length + 4} ${field}\n`;
/** Five gigabytes, in a number that begins with a bit of its own. */
const five = Buffer.from('800000000000000140000000', 'hex');

describe('a tar archive, by what it lists', () => {
  test.each<[string, WrittenTarEntry[], string[], string[]]>([
    [
      'of text',
      [{ name: 'a.txt' }, { name: 'b/', type: '5', content: '' }, { name: 'c.PDF' }],
      [],
      ['txt', 'pdf'],
    ],
    ['with a program', [{ name: 'read me.txt' }, { name: 'x/run.EXE' }], [], ['txt', 'exe']],
    ['with a disguise', [{ name: 'scan.pdf.exe' }], ['disguised_name'], ['exe']],
    ['in a deep folder', [{ name: 'run.js', prefix: 'a/b.txt' }], [], ['js']],
    ['with a long name', [{ name: 'L', type: 'L', content: `${long}\0` }, { name: long }], [], ['exe']],
    [
      'with the name in its fields',
      [{ name: 'x', type: 'x', content: pax('path=a.scr') }, { name: 'a' }],
      [],
      ['scr'],
    ],
    [
      'with another name inside a field',
      [{ name: 'x', type: 'x', content: pax(`comment=\n${pax('path=a.txt')}`) }, { name: 'a.exe' }],
      [],
      ['exe'],
    ],
    [
      'with the name of a file that has holes',
      [{ name: 'x', type: 'x', content: pax('path=a.txt') + pax('GNU.sparse.name=a.exe') }, { name: 'a' }],
      [],
      ['exe'],
    ],
    [
      'with fields that are none',
      [{ name: 'x', type: 'x', content: '0 path=a.txt\n' }, { name: 'a.exe' }],
      ['broken_archive'],
      [],
    ],
    [
      'with fields of all',
      [{ name: 'g', type: 'g', content: pax('path=a.exe') }, { name: 'a.txt' }],
      [],
      ['txt'],
    ],
    ['in an archive', [{ name: 'more.7z' }], ['nested_archive'], ['7z']],
    ['of more than it holds', [{ name: 'a.txt', size: '00000077777' }], ['broken_archive'], []],
    ['of far more than it holds', [{ name: 'a.txt', size: five }], ['broken_archive'], []],
    ['with something in a folder’s own header', [{ name: 'a', type: '5' }], ['broken_archive'], []],
    [
      'that says its size twice',
      [{ name: 'x', type: 'x', content: pax('size=9') }, { name: 'a' }],
      ['broken_archive'],
      [],
    ],
    ['with a long link', [{ name: 'K', type: 'K', content: 'y' }, { name: 'a.txt' }], [], ['txt']],
    ['of nobody knows how much', [{ name: 'a.txt', size: 'many' }], ['broken_archive'], []],
    [
      'that miscounts',
      [{ name: 'a.txt' }, { name: 'b.exe', checksum: '000001' }],
      ['broken_archive'],
      ['txt'],
    ],
  ])('%s', (_, entries, signs, inside) => {
    expect(signsOf(tarOf(entries))).toEqual({ signs, inside });
  });

  test('that goes on behind its end', () => {
    const two = Buffer.concat([tarOf([{ name: 'a.txt' }]), tarOf([{ name: 'b.exe' }])]);
    expect(signsOf(two).inside).toEqual(['txt', 'exe']);
    expect(signsOf(Buffer.concat([two, Buffer.alloc(512, 1)])).signs).toEqual(['broken_archive']);
  });

  test('whose sums are those of an old program', () => {
    const name = 'é.exe';
    const bytes = tarOf([{ name }]);
    const sum = Number.parseInt(bytes.toString('latin1', 148, 154), 8) - 2 * 256;
    bytes.write(sum.toString(8).padStart(6, '0'), 148);
    expect(signsOf(bytes).inside).toEqual(['exe']);
  });

  test('under another name', () => {
    expect(signsOf(tarOf([{ name: 'run.exe' }]), 'letter.txt').inside).toEqual(['exe']);
  });

  test('that is cut off', () => {
    const whole = tarOf([{ name: 'a.txt' }, { name: 'b.exe', content: 'x'.repeat(600) }]);
    expect(signsOf(whole.subarray(0, 1024 + 700)).signs).toEqual(['broken_archive']);
  });

  test('of more files than anybody sends', () => {
    const [first, ...others] = Array.from({ length: 10_001 }, (_, index) => ({
      name: `${index}.txt`,
      content: '',
    }));
    expect(signsOf(tarOf([first ?? { name: '' }, ...others])).signs).toEqual(['archive_bomb']);
  });
});

test('what is no tar archive is none, and nothing makes it fail', () => {
  const bytes = fc.uint8Array({ maxLength: 3000 });
  fc.assert(
    fc.property(bytes, (some) => {
      expect(readTarDirectory(Buffer.from(some))).toBeNull();
    }),
  );
  const damaged = fc.tuple(fc.nat({ max: 3071 }), fc.nat({ max: 255 }));
  const whole = tarOf([{ name: 'a.txt' }, { name: 'b.exe' }]);
  fc.assert(
    fc.property(damaged, ([at, byte]) => {
      const bytes = Buffer.from(whole);
      bytes[at] = byte;
      expect(readTarDirectory(bytes)?.entries.length ?? 0).toBeLessThanOrEqual(2);
    }),
  );
});
