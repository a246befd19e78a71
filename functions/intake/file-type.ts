interface Signature {
  type: string;
  starts: Buffer;
  at?: number;
}

/** First bytes of what mails carry, and of what is dangerous under another name. https://www.iana.org/assignments/media-types */
const SIGNATURES: Signature[] = [
  { type: 'application/pdf', starts: Buffer.from('%PDF-') },
  { type: 'image/png', starts: Buffer.from('89504e470d0a1a0a', 'hex') },
  { type: 'image/jpeg', starts: Buffer.from('ffd8ff', 'hex') },
  { type: 'image/gif', starts: Buffer.from('GIF8') },
  { type: 'image/webp', starts: Buffer.from('WEBP'), at: 8 },
  { type: 'image/tiff', starts: Buffer.from('49492a00', 'hex') },
  { type: 'image/tiff', starts: Buffer.from('4d4d002a', 'hex') },
  { type: 'application/zip', starts: Buffer.from('504b0304', 'hex') },
  { type: 'application/gzip', starts: Buffer.from('1f8b08', 'hex') },
  { type: 'application/x-7z-compressed', starts: Buffer.from('377abcaf271c', 'hex') },
  { type: 'application/vnd.rar', starts: Buffer.from('Rar!') },
  { type: 'application/rtf', starts: Buffer.from('{\\rtf') },
  { type: 'application/x-ole-storage', starts: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
  { type: 'application/vnd.microsoft.portable-executable', starts: Buffer.from('MZ') },
  { type: 'application/x-executable', starts: Buffer.from('7f454c46', 'hex') },
  { type: 'text/x-shellscript', starts: Buffer.from('#!') },
];

/** Containers, by the types of the files that are made of them. */
const MADE_OF: Record<string, RegExp> = {
  'application/zip':
    /zip|openxmlformats|opendocument|epub|java-archive|\.(?:android|apple)|keynote|pages|numbers/,
  'application/x-ole-storage': /msword|ms-|powerpoint|excel|vnd\.(?:visio|msoutlook)/,
  'application/vnd.microsoft.portable-executable': /msdownload|dosexec|x-exe|msdos-program|executable/,
  'application/vnd.rar': /rar/,
  'application/gzip': /gzip|tgz|\+gzip/,
  'application/rtf': /rtf|msword/,
  'image/jpeg': /jpe?g|pjpeg/,
  'text/x-shellscript': /script|text\/plain/,
};

/** What senders leave without a type although their programs open it by the end of its name. */
const NAMES = new Map(
  Object.entries({
    csv: 'text/csv',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    gif: 'image/gif',
    html: 'text/html',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    pdf: 'application/pdf',
    png: 'image/png',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    txt: 'text/plain',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    zip: 'application/zip',
  }),
);

/** What the name of a file says it is; null when it says nothing. */
export function typeByName(name: string): string | null {
  return NAMES.get(name.toLowerCase().split('.').at(-1) ?? '') ?? null;
}

/** What the first bytes of a file say it is; null when they say nothing. */
export function typeByContent(bytes: Buffer): string | null {
  const found = SIGNATURES.find(({ starts, at = 0 }) =>
    bytes.subarray(at, at + starts.length).equals(starts),
  );
  return found?.type ?? null;
}

/** Whether a file that starts like `found` may be called `declared`. */
export function agree(found: string, declared: string): boolean {
  return found === declared || MADE_OF[found]?.test(declared) === true;
}
