import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSigns } from '../../../functions/intake/files/file-signs.ts';
import { zipOf } from './written-zip.ts';
import type { WrittenEntry, WrittenZip } from './written-zip.ts';

const signsOf = (bytes: Buffer, name = 'file', contentType = 'application/octet-stream') =>
  fileSigns({ bytes, name, contentType });

const hex = (text: string) => Buffer.from(text, 'hex');
const at = (place: number, mark: string, length = place + 600) => {
  const bytes = Buffer.alloc(length, 1);
  bytes.write(mark, place, 'latin1');
  return bytes;
};

describe('by their first bytes', () => {
  test.each([
    ['a Windows program', Buffer.concat([Buffer.from('MZ\x90\0\x03\0'), Buffer.alloc(100)]), ['program']],
    ['a Linux program', hex('7f454c46020101'), ['program']],
    ['a Mac program', hex('cffaedfe07000001'), ['program']],
    ['a Java class', hex('cafebabe00000034'), ['program']],
    ['a shell script', Buffer.from('#!/bin/sh\nrm -r ~'), ['script']],
    ['a compiled help file', Buffer.from('ITSF\x03\0\0\0'), ['script']],
    ['a Windows shortcut', hex('4c0000000114020000000000c000000000000046'), ['shortcut']],
    ['an internet shortcut', Buffer.from('[InternetShortcut]\r\nURL=file://x'), ['shortcut']],
    ['a CD', at(0x8001, 'CD001'), ['disk_image']],
    ['a Mac disk', at(88, 'koly', 600), ['disk_image']],
    ['a virtual disk', at(88, 'conectix', 600), ['disk_image']],
    ['a new virtual disk', Buffer.from('vhdxfile'), ['disk_image']],
    ['a cabinet', Buffer.from('MSCF\0\0\0\0'), ['disk_image']],
    ['a PDF', Buffer.from('%PDF-1.7 …'), []],
    [
      'a text that begins with MZ',
      Buffer.from('MZ 1200 does not print any more, and it smells of smoke.'),
      [],
    ],
    ['nothing at all', Buffer.alloc(0), []],
  ])('%s', (_, bytes, signs) => {
    expect(signsOf(bytes).signs).toEqual(signs);
  });
});

test.each([
  ['application/x-msdownload', ['program']],
  ['application/java-archive', ['program']],
  ['application/x-sh', ['script']],
  ['text/javascript', ['script']],
  ['application/x-apple-diskimage', ['disk_image']],
  ['application/vnd.ms-word.document.macroEnabled.12', ['macros']],
  ['application/pdf', []],
  ['text/plain', []],
])('by their type: %s', (contentType, signs) => {
  expect(signsOf(Buffer.from('x'), 'file', contentType).signs).toEqual(signs);
});

test.each([
  ['invoice.pdf.exe', ['disguised_name']],
  ['invoice.pdf                    .scr', ['disguised_name']],
  ['invoice\u202Efdp.exe', ['disguised_name']],
  ['photo\u202Dgpj.png', ['disguised_name']],
  ['report.2026.pdf', []],
  ['setup.exe', []],
  ['תמונה\u200F.png', []],
])('by their name: %j', (name, signs) => {
  expect(signsOf(Buffer.from('x'), name).signs).toEqual(signs);
});

describe('old Office documents', () => {
  /** A directory's entries stand at multiples of 128 bytes, their names in UTF-16. */
  const document = (entries: string[], shift = 0) =>
    Buffer.concat([
      Buffer.concat([hex('d0cf11e0a1b11ae1'), Buffer.alloc(504 + shift)]),
      ...['Root Entry', ...entries].map((name) => {
        const entry = Buffer.alloc(128);
        entry.write(name, 'utf16le');
        return entry;
      }),
    ]);

  test.each([
    ['of text', document(['WordDocument', '1Table']), []],
    ['with macros of Word', document(['WordDocument', 'Macros']), ['macros']],
    ['with macros of Excel', document(['Workbook', '_VBA_PROJECT_CUR', 'VBA', '_VBA_PROJECT']), ['macros']],
    ['behind a password', document(['EncryptionInfo', 'EncryptedPackage']), ['encrypted']],
    ['that only speaks of macros', document(['Macros'], 2), []],
  ])('%s', (_, bytes, signs) => {
    expect(signsOf(bytes).signs).toEqual(signs);
  });

  test('an installer is a program', () => {
    const bytes = document([]);
    hex('84100c0000000000c000000000000046').copy(bytes, 512 + 80);
    expect(signsOf(bytes).signs).toEqual(['program']);
  });
});

describe('archives, by what they list', () => {
  const big = 'x'.repeat(1000);
  test.each<[string, WrittenEntry[], WrittenZip, string[], string[]]>([
    ['of text', [{ name: 'a.txt' }, { name: 'b/c.PDF' }, { name: 'b/' }], {}, [], ['txt', 'pdf']],
    ['of nothing', [], {}, [], []],
    ['with a comment', [{ name: 'a.txt' }], { comment: 'from the scanner' }, [], ['txt']],
    ['with large counts', [{ name: 'a.txt', zip64: true }], { zip64: true }, [], ['txt']],
    ['with a script', [{ name: 'read me.txt' }, { name: 'x/run.JS' }], {}, [], ['txt', 'js']],
    ['with a disguise', [{ name: 'scan.pdf.exe' }], {}, ['disguised_name'], ['exe']],
    ['with macros', [{ name: 'word/vbaProject.bin' }], {}, ['macros'], ['bin']],
    ['with macros under another name', [{ name: 'xl/vbaProjectOld.bin' }], {}, ['macros'], ['bin']],
    ['with old macros', [{ name: 'xl/macrosheets/sheet1.xml' }], {}, ['macros'], ['xml']],
    ['with OpenDocument macros', [{ name: 'Basic/Standard/Module1.xml' }], {}, ['macros'], ['xml']],
    ['behind a password', [{ name: 'a.txt', flags: 1 }], {}, ['encrypted'], ['txt']],
    ['in an archive', [{ name: 'more.7z' }], {}, ['nested_archive'], ['7z']],
    ['that unpacks too far', [{ name: 'a.txt', unpacked: 3_000_000_000 }], {}, ['archive_bomb'], ['txt']],
    [
      'that unpacks far and shrinks much',
      [{ name: 'a.txt', unpacked: 150_000_000 }],
      {},
      ['archive_bomb'],
      ['txt'],
    ],
    [
      'that unpacks too far, in large counts',
      [{ name: 'a.txt', unpacked: 5_000_000_000, zip64: true }],
      {},
      ['archive_bomb'],
      ['txt'],
    ],
    ['that shrinks as logs do', [{ name: 'a.log', unpacked: 90_000_000 }], {}, [], ['log']],
    [
      'whose files overlap',
      [
        { name: 'a.txt', content: big },
        { name: 'a.txt', content: big, offset: 0 },
      ],
      {},
      ['archive_bomb'],
      ['txt'],
    ],
    [
      'with a file that it does not list',
      [{ name: 'a.txt' }],
      { unlisted: [{ name: 'b.exe' }] },
      ['broken_archive'],
      ['txt'],
    ],
    [
      'with a file under another name',
      [{ name: 'b.exe', listedAs: 'b.txt' }],
      {},
      ['broken_archive'],
      ['txt'],
    ],
    ['with a file of another length', [{ name: 'b.txt', packed: 5 }], {}, ['broken_archive'], ['txt']],
    ['with a file that is not there', [{ name: 'b.txt', offset: 9000 }], {}, ['broken_archive'], ['txt']],
    ['that miscounts', [{ name: 'a.txt' }], { count: 2 }, ['broken_archive'], ['txt']],
    ['behind something else', [{ name: 'a.txt' }], { prefix: Buffer.from('GIF89a') }, [], ['txt']],
    [
      'with another one in front',
      [{ name: 'a.txt' }],
      { prefix: zipOf([{ name: 'b.exe' }]) },
      ['broken_archive'],
      ['txt'],
    ],
  ])('%s', (_, entries, zip, signs, inside) => {
    expect(signsOf(zipOf(entries, zip))).toEqual({ signs, inside });
  });

  test.each([
    ['cut off', Buffer.concat([Buffer.from('x'), zipOf([{ name: 'a.txt' }]).subarray(0, -30)])],
    ['lying about its place', zipOf([{ name: 'a.txt' }], { size: 9000, prefix: Buffer.from('x') })],
  ])('%s, behind something that hides what it is', (_, bytes) => {
    expect(signsOf(bytes, 'all.zip').signs).toEqual(['broken_archive']);
  });

  test('by name only, which are other archives, are as these', () => {
    expect(signsOf(hex('377abcaf271c0004'), 'all.zip').signs).toEqual([]);
  });

  test('with more files than anybody sends', () => {
    const entries = Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}.txt` }));
    expect(signsOf(zipOf(entries)).signs).toEqual(['archive_bomb']);
  });

  test('that are cut off', () => {
    const whole = zipOf([{ name: 'a.txt' }, { name: 'b.txt' }]);
    expect(signsOf(whole.subarray(0, whole.length - 30)).signs).toEqual(['broken_archive']);
  });

  test('whose directory hides another one in its comment', () => {
    const inner = zipOf([{ name: 'harmless.txt' }]).toString('latin1');
    expect(signsOf(zipOf([{ name: 'evil.exe' }], { comment: inner })).signs).toEqual(['broken_archive']);
  });
});

test.each([
  ['RAR 5', 'Rar!\x1a\x07\x01\0\0\0\0\0\x21\x04\0\0', ['encrypted']],
  ['RAR 5 in the open', 'Rar!\x1a\x07\x01\0\0\0\0\0\x0c\x01\0\0', []],
  ['RAR 4', 'Rar!\x1a\x07\0\0\0\x73\x80\0\x0d\0', ['encrypted']],
  ['RAR 4 in the open', 'Rar!\x1a\x07\0\0\0\x73\0\0\x0d\0', []],
])('an archive whose names are behind a password: %s', (_, bytes, signs) => {
  expect(signsOf(Buffer.from(bytes, 'latin1')).signs).toEqual(signs);
});

test('whatever a file holds, it can be looked at', () => {
  const whole = zipOf([{ name: 'a.txt', zip64: true }, { name: 'b/c.exe' }], { zip64: true, comment: 'abc' });
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });
  fc.assert(
    fc.property(damage, fc.nat(whole.length), (changes, length) => {
      const bytes = Buffer.from(whole);
      for (const [place, value] of changes) bytes[place] = value;
      const { signs, inside } = signsOf(bytes.subarray(0, length));
      expect(new Set(signs).size).toBe(signs.length);
      expect(inside.length).toBeLessThanOrEqual(100);
    }),
    { numRuns: 500 },
  );
});
