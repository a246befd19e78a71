import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import type { HeldAnswer } from '../../functions/app/held-words.ts';
import { readSender, sendersOf } from '../../functions/core/sender-rule.ts';
import { suspensionCauses } from '../../functions/core/suspended-item.ts';
import type { HeldMail, ListedHeld } from '../held-mail.ts';
import { heldMailOf } from '../held-place.ts';
import { heldLine, senderLine, shownItem } from '../held-text.ts';

const usage = `desk held: mail that was held back, and what becomes of it

  desk held list                          what waits, newest first
  desk held show ID                       one of them: why, where it would have gone, its first lines
  desk held recover ID ...                takes them in as if they had not been held, for that cause
  desk held recover ID ... --into TICKET  onto that ticket, whatever they answer
                           [--anyway]     also what is for a confidential request onto a ticket that is not
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
  anyway: { type: 'boolean', default: false },
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
  if ('problem' in given) return misunderstood(given.problem);
  const perform = commandOf(given);
  if (typeof perform === 'string') return misunderstood(perform, given.verb);
  const { desk: folder, 'http-port': port, stack, table, bucket, secret } = given.values;
  const place = { port: Number(port), stack, table, bucket, secret, folder };
  const mail = await heldMailOf(place, { takesIn: given.verb.startsWith('recover') });
  return typeof mail === 'string' ? refuse(mail) : perform(mail);
}

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [verb = '', ...subjects] = positionals;
    const days = values.days === undefined ? null : Number(values.days);
    const isDays = days === null || (Number.isInteger(days) && days > 0);
    const isCause = !values.cause || suspensionCauses.some((cause) => cause === values.cause);
    if (!isDays) return misread(`--days is ${values.days}; write a whole number above 0.`);
    if (!isCause) return misread(`--cause is ${values.cause}; write one of ${suspensionCauses.join(', ')}.`);
    if (values.from && !readSender(values.from))
      return misread(`--from is ${values.from}; write name@domain or @domain.`);
    return { verb, subjects, days, values };
  } catch (error) {
    return misread(error instanceof Error ? error.message : String(error));
  }
}

function misread(problem: string): { problem: string } {
  return { problem };
}

/** What is to be done with the held mail; a sentence for what is none of the commands or lacks a part. */
function commandOf(given: Given): Command | string {
  const { verb, subjects, values } = given;
  switch (verb) {
    case 'list':
    case 'senders':
      if (subjects.length > 0) return `${verb} takes no ${subjects[0]}; show ID shows one mail.`;
      return verb === 'list' ? (mail) => list(mail, values) : listSenders;
    case 'recover':
    case 'recover-as-new':
    case 'discard':
      return whichProblem(given) ?? forEach(given, decisionOf(given));
    case 'show':
    case 'allow':
    case 'block':
    case 'lift':
      return ofOne(given);
    case '':
      return 'Say what is to be done with held mail.';
    default:
      return `There is no "desk held ${verb}".`;
  }
}

/** What keeps several from being decided about at once; null when nothing does. */
function whichProblem({ verb, subjects, values }: Given): string | null {
  const { cause, from, reason, into } = values;
  const byKind = Boolean(cause ?? from);
  if (subjects.length === 0 && !byKind)
    return 'Say which: the id of a held mail, or --cause or --from for all of those; desk held list shows them.';
  if (subjects.length > 0 && byKind) return 'Name ids, or --cause and --from, but not both.';
  if (verb === 'discard' && !reason) return 'Say why it is discarded: --reason WORDS.';
  if (verb !== 'recover' && into !== undefined) return 'Only recover puts mail --into a ticket.';
  return null;
}

function decisionOf({ verb, values }: Given): (mail: HeldMail, id: string) => Promise<HeldAnswer> {
  const { reason = '', into, anyway } = values;
  const by = userInfo().username;
  if (verb === 'discard') return (mail, id) => mail.discard({ id, reason, by });
  const intended = into === undefined ? 'intended' : { into };
  const as = verb === 'recover' ? intended : 'new';
  return (mail, id) => mail.recover({ id, as, anyway, by });
}

/** What is done with one mail or one sender. */
function ofOne({ verb, subjects, days, values }: Given): Command | string {
  const [subject, ...more] = subjects;
  const by = userInfo().username;
  const isOne = subject !== undefined && more.length === 0;
  if (verb === 'show')
    return isOne ? (mail) => show(mail, subject) : 'Name the id of one held mail; desk held list shows them.';
  if (!isOne) return 'Name one address, or a whole domain as @shop.example.';
  if (verb === 'lift') return async (mail) => say(await mail.liftSender({ sender: subject, by }));
  const why = values.reason ?? 'no reason given';
  const kind = verb === 'allow' ? 'allow' : 'block';
  return async (mail) => say(await mail.decideSender({ kind, sender: subject, why, days, by }));
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

async function wanted(mail: HeldMail, { cause, from }: Given['values']): Promise<ListedHeld[]> {
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

/** What was wrong, and then how it is written: the lines of that command, or all of them when there is no such one. */
function misunderstood(problem: string, verb = ''): number {
  const written = usage.split('\n').filter((line) => verb !== '' && line.startsWith(`  desk held ${verb} `));
  console.error(`${problem}\n\n${written.length > 0 ? written.join('\n') : usage}`);
  return 2;
}

function refuse(words: string): number {
  console.error(words);
  return 1;
}
