import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import type { HeldAnswer } from '../../functions/app/held-words.ts';
import { readSender, sendersOf } from '../../functions/core/sender-rule.ts';
import { suspensionCauses } from '../../functions/core/suspended-item.ts';
import type { SuspendedItem } from '../../functions/core/suspended-item.ts';
import { DeskNotRunning } from '../held-client.ts';
import type { HeldMail } from '../held-mail.ts';
import { heldMailOf } from '../held-place.ts';
import { heldLine, senderLine, shownItem } from '../held-text.ts';

const usage = `desk held: mail that was held back, and what becomes of it

  desk held list                          what waits, newest first
  desk held show ID                       one of them: why, where it would have gone, its first lines
  desk held recover ID ...                takes them in as if they had not been held, for that cause
  desk held recover ID ... --into TICKET  onto that ticket, whatever they answer
  desk held recover-as-new ID ...         each as a ticket of its own
  desk held discard ID ... --reason WORDS off the list

Of list, recover, recover-as-new and discard: in place of ids, all that are held as [--cause CAUSE], that come
[--from ADDRESS|@DOMAIN], or both

  desk held allow ADDRESS|@DOMAIN [--reason WORDS] [--days N]   no longer hold it as spam, list mail or a machine's
  desk held block ADDRESS|@DOMAIN [--reason WORDS] [--days N]   hold everything that comes from there
  desk held senders                                             who is allowed and blocked, by whom, why, until when
  desk held lift ADDRESS|@DOMAIN                                take that back

Of the desk on this computer, while npm start runs: [--http-port 8080]
Of a desk on AWS, with your own credentials: --stack NAME [--desk DIR], or --table NAME --bucket NAME [--desk DIR] and,
to recover, --secret ARN, the signing secret, without which answers cannot be told from new requests
`;

const options = {
  cause: { type: 'string' },
  from: { type: 'string' },
  into: { type: 'string' },
  reason: { type: 'string' },
  days: { type: 'string' },
  'http-port': { type: 'string', default: '8080' },
  stack: { type: 'string' },
  table: { type: 'string' },
  bucket: { type: 'string' },
  secret: { type: 'string' },
  desk: { type: 'string', default: 'desk' },
  help: { type: 'boolean' },
} as const;

type Given = Exclude<ReturnType<typeof read>, { problem: string }>;
type Command = (mail: HeldMail) => Promise<number>;

/** @returns the exit code: 0 done, 1 refused or not to be had, 2 not understood. */
export async function held(args: string[]): Promise<number> {
  const given = read(args);
  if ('problem' in given) return misunderstood(`${given.problem}\n\n`);
  const perform = commandOf(given);
  if (!perform) return misunderstood();
  const { desk: folder, 'http-port': port, stack, table, bucket, secret } = given.values;
  const place = { port: Number(port), stack, table, bucket, secret, folder };
  try {
    const mail = await heldMailOf(place, { needsKeys: given.verb === 'recover' });
    return typeof mail === 'string' ? refuse(mail) : await perform(mail);
  } catch (error) {
    if (!(error instanceof DeskNotRunning)) throw error;
    return refuse(`No desk answers on port ${port}: start it with npm start, or name its --http-port.`);
  }
}

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [verb = '', ...subjects] = positionals;
    const days = values.days === undefined ? null : Number(values.days);
    const isDays = days === null || (Number.isInteger(days) && days > 0);
    const isCause = !values.cause || suspensionCauses.some((cause) => cause === values.cause);
    if (!isDays) return { problem: `--days is ${values.days}; write a whole number above 0.` };
    if (!isCause)
      return { problem: `--cause is ${values.cause}; write one of ${suspensionCauses.join(', ')}.` };
    if (values.from && !readSender(values.from))
      return { problem: `--from is ${values.from}; write name@domain or @domain.` };
    return { verb, subjects, days, values };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What is to be done with the held mail; null for what is none of the commands or lacks a part. */
function commandOf({ verb, subjects, days, values }: Given): Command | null {
  const { reason, cause, from, into } = values;
  const by = userInfo().username;
  const [subject, ...more] = subjects;
  const isMany = subjects.length > 0 ? !cause && !from : Boolean(cause ?? from);
  switch (verb) {
    case 'list':
      return subject === undefined ? (mail) => list(mail, values) : null;
    case 'senders':
      return subject === undefined ? listSenders : null;
    case 'recover':
    case 'recover-as-new': {
      const intended = into === undefined ? 'intended' : { into };
      const as = verb === 'recover' ? intended : 'new';
      return isMany ? forEach({ subjects, values }, (mail, id) => mail.recover({ id, as, by })) : null;
    }
    case 'discard':
      return isMany && reason
        ? forEach({ subjects, values }, (mail, id) => mail.discard({ id, reason, by }))
        : null;
  }
  if (subject === undefined || more.length > 0) return null;
  switch (verb) {
    case 'show':
      return (mail) => show(mail, subject);
    case 'allow':
    case 'block': {
      const decision = { kind: verb, sender: subject, why: reason ?? 'no reason given', days, by } as const;
      return async (mail) => say(await mail.decideSender(decision));
    }
    case 'lift':
      return async (mail) => say(await mail.liftSender({ sender: subject, by }));
    default:
      return null;
  }
}

/** Does it with each, by its id or because it is what was asked for; what is refused keeps none of the others back. */
function forEach(
  { subjects, values }: Pick<Given, 'subjects' | 'values'>,
  perform: (mail: HeldMail, id: string) => Promise<HeldAnswer>,
): Command {
  return async (mail) => {
    const ids = subjects.length > 0 ? subjects : (await wanted(mail, values)).map(({ id }) => id);
    if (ids.length === 0) return refuse('Nothing like that is held.');
    const codes: number[] = [];
    for (const id of ids) codes.push(say(await perform(mail, id)));
    return Math.max(...codes);
  };
}

async function wanted(mail: HeldMail, { cause, from }: Given['values']): Promise<SuspendedItem[]> {
  const sender = from === undefined ? null : readSender(from);
  return (await mail.list()).filter(
    (item) => (!cause || item.cause === cause) && (!sender || sendersOf(item.from).includes(sender)),
  );
}

async function list(mail: HeldMail, values: Given['values']): Promise<number> {
  const items = await wanted(mail, values);
  console.log(items.length === 0 ? 'Nothing is held.' : items.map(heldLine).join('\n'));
  return 0;
}

async function listSenders(mail: HeldMail): Promise<number> {
  const rules = await mail.senders();
  console.log(rules.length === 0 ? 'Nobody is allowed or blocked.' : rules.map(senderLine).join('\n'));
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

function misunderstood(problem = ''): number {
  console.error(`${problem}${usage}`);
  return 2;
}

function refuse(words: string): number {
  console.error(words);
  return 1;
}
