import { endingOf, isDisguisedName } from '../../core/dangerous-endings.ts';
import type { FileSign } from '../../core/file-state.ts';
import { typeByContent } from '../file-type.ts';
import { archiveSigns } from './archive-signs.ts';
import type { ArchiveSigns } from './archive-signs.ts';
import { oleSigns } from './ole-signs.ts';
import { readTarDirectory } from './tar-directory.ts';
import { readZipDirectory } from './zip-directory.ts';

interface Mark {
  sign: FileSign;
  bytes: Buffer;
  /** From the beginning; from the end when negative. */
  at?: number;
}

/** By which programs know what they run, whatever it is called. */
const MARKS: Mark[] = [
  { sign: 'program', bytes: Buffer.from('7f454c46', 'hex') },
  ...['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe'].map((mark): Mark => {
    return { sign: 'program', bytes: Buffer.from(mark, 'hex') };
  }),
  { sign: 'program', bytes: Buffer.from('dex\n') },
  { sign: 'script', bytes: Buffer.from('#!') },
  { sign: 'script', bytes: Buffer.from('ITSF') },
  { sign: 'shortcut', bytes: Buffer.from('4c0000000114020000000000c000000000000046', 'hex') },
  { sign: 'shortcut', bytes: Buffer.from('[InternetShortcut]') },
  { sign: 'disk_image', bytes: Buffer.from('MSCF\0\0\0\0') },
  { sign: 'disk_image', bytes: Buffer.from('vhdxfile') },
  { sign: 'disk_image', bytes: Buffer.from('conectix'), at: -512 },
  { sign: 'disk_image', bytes: Buffer.from('koly'), at: -512 },
  { sign: 'disk_image', bytes: Buffer.from('CD001'), at: 0x8001 },
];

/** What senders' programs call dangerous files. */
const TYPES: [FileSign, RegExp][] = [
  [
    'program',
    /^application\/(?:x-(?:msdownload|ms-?dos-program|dosexec|executable|sharedlib|mach-binary|ms-?installer|msi|elf|java-(?:applet|vm))|java-archive|vnd\.(?:microsoft\.portable-executable|android\.package-archive))$/,
  ],
  [
    'script',
    /^(?:application|text)\/(?:x-)?(?:shellscript|sh|csh|bat|msdos-batch|hta|vbs|vbscript|jscript|javascript|ecmascript|powershell|chm)$/,
  ],
  ['shortcut', /^application\/(?:x-)?(?:ms-shortcut|mswinurl|internet-shortcut|desktop)$/],
  [
    'disk_image',
    /^application\/(?:x-)?(?:iso9660-image|apple-diskimage|cd-image|raw-disk-image|vhdx?|virtualbox-.+)$/,
  ],
  ['macros', /macroenabled/],
];

/**
 * What stands out in a file, by its bytes, its name and what its sender calls it; nothing is unpacked, and the work is
 * linear in its length.
 * @param file.name as it was sent.
 */
export function fileSigns(file: { bytes: Buffer; name: string; contentType: string }): ArchiveSigns {
  const { bytes, name, contentType } = file;
  const directory = readZipDirectory(bytes) ?? readTarDirectory(bytes);
  const archive = directory ? archiveSigns(directory, bytes.length) : notListed(file);
  const signs = [
    ...(isDisguisedName(name) ? (['disguised_name'] as const) : []),
    ...(isWindowsProgram(bytes) ? (['program'] as const) : []),
    ...MARKS.filter((mark) => bears(bytes, mark)).map(({ sign }) => sign),
    ...TYPES.filter(([, type]) => type.test(contentType.toLowerCase())).map(([sign]) => sign),
    ...archive.signs,
    ...oleSigns(bytes),
    ...(isEncryptedRar(bytes) ? (['encrypted'] as const) : []),
  ];
  return { signs: [...new Set(signs)], inside: archive.inside };
}

/** What calls itself a ZIP archive and is nothing that we know is one that only some programs can open. */
function notListed({ bytes, name }: { bytes: Buffer; name: string }): ArchiveSigns {
  const isUnread = endingOf(name) === 'zip' && typeByContent(bytes) === null;
  return { signs: isUnread ? ['broken_archive'] : [], inside: [] };
}

function bears(bytes: Buffer, { bytes: mark, at = 0 }: Mark): boolean {
  const start = at < 0 ? bytes.length + at : at;
  return start >= 0 && bytes.subarray(start, start + mark.length).equals(mark);
}

/** A text may begin with MZ too, but has no zeros in what would be a program's header. */
function isWindowsProgram(bytes: Buffer): boolean {
  return bytes.subarray(0, 2).toString('latin1') === 'MZ' && bytes.subarray(2, 64).includes(0);
}

/** RAR 5 begins with an encryption header (type 4); RAR 4 says so in the flags of its first one. */
function isEncryptedRar(bytes: Buffer): boolean {
  if (bears(bytes, { sign: 'encrypted', bytes: Buffer.from('Rar!\x1a\x07\x01\0', 'latin1') }))
    return bytes[13] === 4;
  const isOld = bears(bytes, { sign: 'encrypted', bytes: Buffer.from('Rar!\x1a\x07\0', 'latin1') });
  return isOld && bytes.length > 12 && (bytes.readUInt16LE(10) & 0x80) !== 0;
}
