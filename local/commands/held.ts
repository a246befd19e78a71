import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { blobsIn, clock, random, signerOf, storeIn } from '../../functions/aws/adapters.ts';
import type { Signer } from '../../functions/app/ports.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { suspensionCauses } from '../../functions/core/suspended-item.ts';
import { DeskNotRunning, heldMailAt } from '../held-client.ts';
import { heldMail } from '../held-mail.ts';
import type { HeldAnswer, HeldMail } from '../held-mail.ts';
import { heldLine, shownItem } from '../held-text.ts';

const usage = `desk held: mail that was held back, and what becomes of it

  desk held list [--cause CAUSE]          what waits, newest first
  desk held show ID                       one of them: why, where it would have gone, its first lines
  desk held recover ID                    takes it in as if it had not been held, for that cause
  desk held recover-as-new ID             the same, as a ticket of its own
  desk held discard ID --reason WORDS     off the list
  desk held allow ADDRESS|@DOMAIN [--reason WORDS] [--days N]   no longer hold it as spam, list mail or a machine's
  desk held block ADDRESS|@DOMAIN [--reason WORDS] [--days N]   hold everything that comes from there

Of the desk on this computer, while npm start runs: [--http-port 8080]
Of the desk on AWS, with your own credentials: --table NAME --bucket NAME [--desk DIR], and to recover --secret ARN,
the signing secret, without which answers cannot be told from new requests
`;

const options = {
  cause: { type: 'string' },
  reason: { type: 'string' },
  days: { type: 'string' },
  'http-port': { type: 'string', default: '8080' },
  table: { type: 'string' },
  bucket: { type: 'string' },
  secret: { type: 'string' },
  desk: { type: 'string', default: 'desk' },
} as const;

type Given = NonNullable<ReturnType<typeof read>>;

/** @returns the exit code: 0 done, 1 refused or not to be had, 2 not understood. */
export async function held(args: string[]): Promise<number> {
  const given = read(args);
  const perform = given && commandOf(given);
  if (!given || !perform) {
    console.error(usage);
    return 2;
  }
  try {
    const mail = await heldMailOf(given);
    return typeof mail === 'string' ? refuse(mail) : await perform(mail);
  } catch (error) {
    if (!(error instanceof DeskNotRunning)) throw error;
    const port = given.values['http-port'];
    return refuse(`No desk answers on port ${port}: start it with npm start, or name its --http-port.`);
  }
}

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [verb = '', subject = '', ...more] = positionals;
    const days = values.days === undefined ? null : Number(values.days);
    const isDays = days === null || (Number.isInteger(days) && days > 0);
    const isCause = !values.cause || suspensionCauses.some((cause) => cause === values.cause);
    return isDays && isCause && more.length === 0 ? { verb, subject, days, values } : null;
  } catch {
    return null;
  }
}

/** What is to be done with the held mail; null for what is none of the commands or lacks a part. */
function commandOf({ verb, subject: id, days, values }: Given): ((mail: HeldMail) => Promise<number>) | null {
  const { reason } = values;
  const by = userInfo().username;
  if (verb === 'list') return id === '' ? (mail) => list(mail, values.cause) : null;
  if (id === '') return null;
  switch (verb) {
    case 'show':
      return (mail) => show(mail, id);
    case 'recover':
      return async (mail) => say(await mail.recover({ id, as: 'intended', by }));
    case 'recover-as-new':
      return async (mail) => say(await mail.recover({ id, as: 'new', by }));
    case 'discard':
      return reason ? async (mail) => say(await mail.discard({ id, reason, by })) : null;
    case 'allow':
    case 'block':
      return async (mail) =>
        say(await mail.decideSender({ kind: verb, sender: id, why: reason ?? 'no reason given', days, by }));
    default:
      return null;
  }
}

async function list(mail: HeldMail, cause: string | undefined): Promise<number> {
  const items = (await mail.list()).filter((item) => !cause || item.cause === cause);
  console.log(items.length === 0 ? 'Nothing is held.' : items.map(heldLine).join('\n'));
  return 0;
}

async function show(mail: HeldMail, id: string): Promise<number> {
  const shown = await mail.show(id);
  if (!shown) return refuse(`Nothing is held as ${id}.`);
  console.log(shownItem(shown));
  return 0;
}

function say({ kind, says }: HeldAnswer): number {
  if (kind !== 'done') return refuse(says);
  console.log(says);
  return 0;
}

function refuse(words: string): number {
  console.error(words);
  return 1;
}

/** Where the held mail is; a sentence when it cannot be had. */
async function heldMailOf({ verb, values }: Given): Promise<HeldMail | string> {
  const { table, bucket, secret } = values;
  if (!table && !bucket) return heldMailAt(Number(values['http-port']));
  if (!table || !bucket) return 'Name both, the --table and the --bucket.';
  if (verb === 'recover' && !secret) return 'To recover from AWS, name the signing --secret as well.';
  const loaded = loadDesk(values.desk);
  if (loaded.kind !== 'loaded') return 'The desk folder is not in order: npm run check says where.';
  return heldMail({
    store: storeIn({ TABLE_NAME: table }),
    blobs: blobsIn({ BUCKET_NAME: bucket }),
    desk: loaded.desk,
    signer: secret ? await signerOf({ SIGNING_SECRET_ARN: secret }) : KNOWS_NO_KEY,
    clock,
    randomBytes: random,
    log: () => undefined,
  });
}

/** Lists, shows and opens new tickets; finds no ticket by a reply address. */
const KNOWS_NO_KEY: Signer = { current: 'a', mac: () => null };
