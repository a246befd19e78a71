import type { FileSign } from '../../core/file-state.ts';

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Entries of a directory have 128 bytes each, and every sector of a file begins at a multiple of that ([MS-CFB] §2.6). */
const ENTRY = 128;

const MACROS = ['_VBA_PROJECT', '_VBA_PROJECT_CUR', 'Macros'];
/** What a document with a password is wrapped in ([MS-OFFCRYPTO] §2.3). */
const ENCRYPTED = 'EncryptedPackage';
/** The class of an installer's root entry. */
const INSTALLER = Buffer.from('84100c0000000000c000000000000046', 'hex');
const CLASS_AT = 80;

/**
 * What the directory of an old Office document says. Its entries are looked for in the whole file and not along their
 * chain, which a broken or lying file may cut.
 */
export function oleSigns(bytes: Buffer): FileSign[] {
  if (!bytes.subarray(0, OLE.length).equals(OLE)) return [];
  return [
    ...(hasAt(bytes, INSTALLER, CLASS_AT) ? (['program'] as const) : []),
    ...(MACROS.some((name) => hasAt(bytes, entryName(name), 0)) ? (['macros'] as const) : []),
    ...(hasAt(bytes, entryName(ENCRYPTED), 0) ? (['encrypted'] as const) : []),
  ];
}

function entryName(name: string): Buffer {
  return Buffer.from(`${name}\0`, 'utf16le');
}

/** @param within where in an entry it stands. */
function hasAt(bytes: Buffer, wanted: Buffer, within: number): boolean {
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1))
    if (at % ENTRY === within) return true;
  return false;
}
