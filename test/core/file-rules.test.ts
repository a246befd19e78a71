import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endingOf, isDangerousEnding } from '../../functions/core/dangerous-endings.ts';
import { stateAtArrival } from '../../functions/core/file-rules.ts';
import type { FileRules } from '../../functions/core/file-rules.ts';
import { mayBePassedOn, stateToday, whyKeptBack } from '../../functions/core/file-state.ts';
import type { FileState, FileVerdict } from '../../functions/core/file-state.ts';
import type { Attachment } from '../../functions/core/inbound-message.ts';
import { malwareRefusal } from '../../functions/core/malware-refusal.ts';
import { inboundMail } from './inbound-builders.ts';
import { smallDesk } from './small-desk.ts';

test.each([
  ['setup.EXE', 'exe', true],
  ['setup.exe.', 'exe', true],
  ['setup.exe . .', 'exe', true],
  ['setup.exe:stream.txt', 'exe', true],
  ['C:\\temp\\run.bat', 'bat', true],
  ['mails/run.bat', 'bat', true],
  ['letter.docm', 'docm', true],
  ['disk.iso', 'iso', true],
  ['link.lnk', 'lnk', true],
  ['letter.docx', 'docx', false],
  ['certificate.crt', 'crt', false],
  ['a sentence. With a point', ' with a point', false],
  ['no ending', '', false],
  [`x.${'y'.repeat(40)}`, '', false],
  ['', '', false],
])('%j ends in %j', (name, ending, isDangerous) => {
  expect(endingOf(name)).toBe(ending);
  expect(isDangerousEnding(endingOf(name))).toBe(isDangerous);
});

test('an ending has no dot in it, whatever a name consists of', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('.', ' ', 'exe', 'a', ':', '/'), maxLength: 200 }),
      (name) => {
        expect(endingOf(name)).not.toContain('.');
      },
    ),
  );
});

const rules = (given: Partial<FileRules> = {}): FileRules => ({ ...smallDesk.attachments, ...given });
const file = (given: Partial<Attachment>): Attachment => ({
  name: 'letter.pdf',
  contentType: 'application/pdf',
  size: 1000,
  inline: false,
  ...given,
});

describe('a file arrives', () => {
  test.each<[string, Partial<Attachment>, Partial<FileRules>, FileState]>([
    ['as any', {}, {}, { kind: 'unscanned' }],
    ['as any, where files are scanned', {}, { scan: 'guardduty' }, { kind: 'pending_scan' }],
    ['too large', { size: 25_000_001 }, {}, { kind: 'too_large', mostMegabytes: 25 }],
    ['just small enough', { size: 25_000_000 }, {}, { kind: 'unscanned' }],
    [
      'too large for this desk',
      { size: 1_000_001 },
      { maxMegabytes: 1 },
      { kind: 'too_large', mostMegabytes: 1 },
    ],
    ['as a program', { name: 'a.exe' }, {}, { kind: 'blocked_type', why: 'ending', ending: 'exe' }],
    [
      'as a program that says so itself',
      { name: 'a.exe', signs: ['program'] },
      {},
      { kind: 'blocked_type', why: 'ending', ending: 'exe' },
    ],
    ['as a program by another name', { signs: ['program'] }, {}, { kind: 'blocked_type', why: 'program' }],
    [
      'with a program in it',
      { name: 'a.zip', inside: ['txt', 'js'] },
      {},
      { kind: 'blocked_type', why: 'ending', ending: 'js' },
    ],
    [
      'with an ending of the desk’s own list',
      { name: 'a.zip' },
      { block: ['zip'] },
      { kind: 'blocked_type', why: 'ending', ending: 'zip' },
    ],
    [
      'with an ending that is allowed',
      { name: 'a.js', signs: ['script'] },
      { allow: ['js'] },
      { kind: 'unscanned' },
    ],
    [
      'with one that is allowed in it',
      { name: 'a.zip', inside: ['js'] },
      { allow: ['js'] },
      { kind: 'unscanned' },
    ],
    [
      'disguised as what is allowed',
      { name: 'a.pdf.js', signs: ['disguised_name'] },
      { allow: ['js'] },
      { kind: 'blocked_type', why: 'disguised_name' },
    ],
    [
      'as a bomb',
      { name: 'a.zip', signs: ['archive_bomb'] },
      { allow: ['zip'] },
      { kind: 'blocked_type', why: 'archive_bomb' },
    ],
    ['with macros', { name: 'a.doc', signs: ['macros'] }, {}, { kind: 'blocked_type', why: 'macros' }],
    [
      'with macros that are allowed',
      { name: 'a.doc', signs: ['macros'] },
      { allow: ['doc'] },
      { kind: 'unscanned' },
    ],
    [
      'behind a password',
      { name: 'a.zip', signs: ['encrypted', 'nested_archive'] },
      {},
      { kind: 'unscanned' },
    ],
  ])('%s', (_, given, desk, state) => {
    expect(stateAtArrival(file(given), rules(desk))).toEqual(state);
  });
});

const infected: FileVerdict = { kind: 'infected', threats: ['EICAR-Test-File'] };

describe('its state today', () => {
  const blocked: FileState = { kind: 'blocked_type', why: 'ending', ending: 'exe' };
  test.each<[FileState | undefined, FileVerdict | null, boolean, FileState]>([
    [{ kind: 'pending_scan' }, null, true, { kind: 'pending_scan' }],
    [{ kind: 'pending_scan' }, { kind: 'clean' }, true, { kind: 'clean' }],
    [{ kind: 'pending_scan' }, infected, true, infected],
    [{ kind: 'pending_scan' }, null, false, { kind: 'unscanned' }],
    [{ kind: 'unscanned' }, null, true, { kind: 'unscanned' }],
    [{ kind: 'unscanned' }, infected, true, infected],
    [undefined, null, false, { kind: 'unscanned' }],
    [blocked, { kind: 'clean' }, true, blocked],
    [
      { kind: 'too_large', mostMegabytes: 25 },
      { kind: 'clean' },
      true,
      { kind: 'too_large', mostMegabytes: 25 },
    ],
  ])('%j, %j, scanned: %j', (taken, verdict, isScanned, state) => {
    expect(stateToday(taken, verdict, isScanned)).toEqual(state);
  });

  test.each<[FileState, string]>([
    [{ kind: 'clean' }, ''],
    [{ kind: 'unscanned' }, ''],
    [{ kind: 'pending_scan' }, 'it is still being scanned for malware'],
    [infected, 'malware was found in it (EICAR-Test-File)'],
    [{ kind: 'infected', threats: [] }, 'malware was found in it (of unknown name)'],
    [{ kind: 'unscannable', why: 'UNSUPPORTED' }, 'it could not be scanned for malware'],
    [blocked, 'files that end in .exe are not passed on'],
    [{ kind: 'blocked_type', why: 'macros' }, 'it is a document with macros'],
    [{ kind: 'too_large', mostMegabytes: 25 }, 'it is larger than 25 MB'],
  ])('%j says why it is kept back, if it is', (state, why) => {
    expect(whyKeptBack(state)).toBe(why);
    expect(mayBePassedOn(state)).toBe(why === '');
  });
});

describe('a mail with a dangerous file', () => {
  const mail = (state: FileState) => inboundMail({ attachments: [file({ name: 'a.exe', state })] });
  const holding = { ...smallDesk, attachments: rules({ malware: 'hold' }) };

  test.each<FileState>([infected, { kind: 'blocked_type', why: 'program' }])(
    'is held where desk.yaml says so: %j',
    (state) => {
      expect(malwareRefusal(mail(state), holding)).toEqual({
        cause: 'malware_attachment',
        explanation: 'It carries a.exe, which may do harm.',
      });
      expect(malwareRefusal(mail(state), smallDesk)).toBeNull();
    },
  );

  test.each<FileState>([
    { kind: 'unscanned' },
    { kind: 'pending_scan' },
    { kind: 'too_large', mostMegabytes: 1 },
  ])('is none with %j', (state) => {
    expect(malwareRefusal(mail(state), holding)).toBeNull();
  });
});
