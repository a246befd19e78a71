import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fatesOf } from '../fates-place.ts';

const usage = `desk original ID: what was received, as it came, with everything that was in it

  desk original inbound/01M8…                the key that mails to agents name
  desk original ID                           of a held item, or of a delivery as desk explain takes it
  desk original Message-ID [--out FILE]      into a new file, else to the standard output

A mail in which a virus was found, or that nobody has looked into yet, only with [--even-infected]

Of the desk on this computer, while npm start runs: [--http-port 8080]
Of a desk on AWS, with your own credentials: --stack NAME [--desk DIR], or --table NAME --bucket NAME [--desk DIR]
`;

const options = {
  out: { type: 'string' },
  'even-infected': { type: 'boolean', default: false },
  'http-port': { type: 'string', default: '8080' },
  stack: { type: 'string' },
  table: { type: 'string' },
  bucket: { type: 'string' },
  desk: { type: 'string', default: 'desk' },
  help: { type: 'boolean', default: false },
} as const;

/** @returns the exit code: 0 done, 1 not to be had, 2 not understood. */
export async function original(args: string[]): Promise<number> {
  const given = read(args);
  if (given.problem !== undefined) return misunderstood(given.problem);
  const { values, names } = given;
  const [name, ...more] = names;
  if (values.help || name === undefined || more.length > 0) return misunderstood('');
  const { 'http-port': port, desk: folder, 'even-infected': evenInfected, out } = values;
  const fates = await fatesOf({ ...values, port: Number(port), folder });
  if (typeof fates === 'string') return refuse(fates);
  const found = await fates.original({ name, evenInfected });
  if (found.kind !== 'found') return refuse(found.why);
  return out === undefined ? print(found.bytes) : write(out, found.bytes);
}

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values, names: positionals };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function print(bytes: Uint8Array): number {
  process.stdout.write(bytes);
  return 0;
}

/** For its owner alone, and never over what is there. */
function write(file: string, bytes: Uint8Array): number {
  try {
    writeFileSync(file, bytes, { flag: 'wx', mode: 0o600 });
    return 0;
  } catch (error) {
    return refuse(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function misunderstood(problem: string): number {
  console.error(problem === '' ? usage : `desk original: ${problem}\n${usage}`);
  return 2;
}

function refuse(words: string): number {
  console.error(words);
  return 1;
}
