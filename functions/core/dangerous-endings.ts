/**
 * Endings of names that a computer runs, or that run something when they are opened: programs and installers, scripts,
 * shortcuts, images of disks, documents with macros.
 */
const DANGEROUS = new Set(
  [
    'action apk app appinstaller application appref-ms appx appxbundle bin com command cpl deb dex dll drv elf exe flatpak',
    'gadget ins isp jar jnlp mpkg msi msix msixbundle msp mst nsh ocx osx paf pif pkg prg rpm run scr snap sys tool',
    'workflow xap xbap xll',
    'ahk applescript bas bash bat chm cmd csh diagcab diagcfg diagpkg fish hlp hta inf its js jse ksh mjs msc msh msh1',
    'msh1xml msh2 msh2xml mshxml ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 pyw pyzw reg scpt sct sh shb shs vb vbe vbs',
    'vbscript ws wsc wsf wsh xnk zsh',
    'desktop fileloc inetloc library-ms lnk scf search-ms searchconnector-ms settingcontent-ms theme themepack url webloc',
    'website',
    'cab daa dmg img iso mdf nrg sparseimage toast udf vdi vhd vhdx vmdk wim xip',
    'accda accdb accde ade adp docm dotm mam maw mda mdb mde mdt mdw mdz one onepkg potm ppa ppam ppsm pptm sldm wll xla',
    'xlam xlm xlsm xltm',
  ]
    .join(' ')
    .split(' '),
);

/** What people send each other, and what a dangerous file likes to be taken for. */
const HARMLESS =
  /^(?:avi|bmp|csv|docx?|eml|gif|heic|html?|jpe?g|mov|mp[34]|od[pst]|pdf|png|pptx?|rtf|tiff?|txt|webp|xlsx?|xml|zip)$/;

const LONGEST_ENDING = 20;

/**
 * The ending of a file's name, lower case and without the dot, `''` for none. Windows leaves dots and spaces at the end
 * and everything behind a colon out, so these hide nothing here either.
 */
export function endingOf(name: string): string {
  const plain = plainName(name);
  const dot = plain.lastIndexOf('.');
  const ending = dot < 0 ? '' : plain.slice(dot + 1).toLowerCase();
  return ending.length > LONGEST_ENDING ? '' : ending;
}

export function isDangerousEnding(ending: string): boolean {
  return DANGEROUS.has(ending);
}

/** Made to be read as something else: `invoice.pdf.exe`, many spaces before the ending, letters that run backwards. */
export function isDisguisedName(name: string): boolean {
  if (/[\u202D\u202E]/.test(name)) return true;
  const ending = endingOf(name);
  if (!isDangerousEnding(ending)) return false;
  const stem = plainName(name).slice(0, -ending.length - 1);
  return /\s{3}$/.test(stem) || HARMLESS.test(endingOf(stem));
}

function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last.split(':')[0] ?? '';
  let end = plain.length;
  while (end > 0 && /[.\s]/.test(plain.charAt(end - 1))) end -= 1;
  return plain.slice(0, end);
}
