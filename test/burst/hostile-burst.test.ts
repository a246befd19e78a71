import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fateInWords } from '../../local/fate-words.ts';
import type { MailFate } from '../../local/mail-fate.ts';
import { randomFrom } from '../fuzz/random.ts';
import type { Random } from '../fuzz/random.ts';
import { freePort, mailText } from '../local/desk-for-tests.ts';
import { startDesk } from '../local/desk-process.ts';
import type { DeskProcess } from '../local/desk-process.ts';
import { attacks } from './attackers.ts';
import type { Attack, Seen } from './attackers.ts';
import { damagedMails } from './damaged-mails.ts';
import { cameTo, comesTo } from './expected-fates.ts';
import { classOf, isFirst, placeOf, senderOf } from './facts-of-fates.ts';
import { handOver } from '../local/smtp-session.ts';
import type { Answer } from '../local/smtp-session.ts';

/**
 * A desk under attack: forged, damaged and senseless mail over several connections at once, and the power is cut in the
 * middle of it. `MAILS=5000 npm run test:burst` is a longer one.
 */
const MAILS = Number(process.env['MAILS'] ?? 2000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1 + Math.floor(Math.random() * 1_000_000));
const OF_EACH_KIND = 16;
const CUSTOMERS = 10;
const CONNECTIONS = 6;
const SAMPLE = 500;
const SUPPORT = 'support@help.example.com';

const mailboxes = z.object({
  mailboxes: z.array(z.object({ address: z.string(), agent: z.string().nullable() })),
});
const mailbox = z.object({
  mails: z.array(
    z.object({ headers: z.record(z.string(), z.string()), subject: z.string(), text: z.string() }),
  ),
});
const ticketList = z.object({ tickets: z.array(z.object({ ref: z.string() })) });
const ticketDetails = z.object({
  ticket: z.object({ status: z.string() }),
  messages: z.array(
    z.object({ rawKey: z.string(), text: z.string(), from: z.object({ address: z.string() }) }),
  ),
});
const heldList = z.object({ held: z.array(z.object({ rawKey: z.string() })) });
const fateShape = z.custom<MailFate>((value) => typeof value === 'object');

let folder: string;
let desk: DeskProcess;
let seen: { toCustomer: Seen; toAgent: Seen }[];
let sent: { attack: Attack; answer: Answer; fate: MailFate | null }[];
let lost: number;
let tickets: (z.infer<typeof ticketDetails> & { ref: string })[];

beforeAll(async () => {
  console.log(`FUZZ_SEED=${SEED} MAILS=${MAILS}`);
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-hostile-'));
  const ports = { smtpPort: await freePort(), httpPort: await freePort() };
  desk = await startDesk({ folder, ports });
  await handOver(
    desk.smtpPort,
    Array.from({ length: CUSTOMERS }, (_, index) => honest(index)),
    () => undefined,
  );
  for (seen = []; seen.length < CUSTOMERS; seen = await mailsSeen()) await setTimeout(50);
  const random = randomFrom(SEED);
  const burst = shuffled(
    [...attacks(OF_EACH_KIND, seen), ...damagedMails(MAILS, random)].slice(0, MAILS),
    random,
  );
  const answers = new Map<Attack, Answer>();
  const sending = handOverAll(burst, answers);
  while (answers.size < MAILS / 2) await setTimeout(5);
  await desk.end('SIGKILL');
  await sending;
  desk = await startDesk({ folder, ports });
  const again = burst.filter((attack) => answers.get(attack)?.kind === 'lost');
  lost = again.length;
  await handOverAll(again, answers);
  await desk.rested();
  sent = await inTurns([...answers], async ([attack, answer]) => ({
    attack,
    answer,
    fate: answer.kind === 'accepted' ? await desk.read(`/_desk/fates/${answer.id}`, fateShape) : null,
  }));
  const { tickets: newest } = await desk.read('/_desk/tickets', ticketList);
  const named = sent.flatMap(({ fate }) => (fate?.kind === 'on_ticket' ? [fate.ref] : []));
  const refs = new Set([
    ...seen.map(({ toCustomer }) => toCustomer.ref),
    ...named,
    ...newest.map(({ ref }) => ref),
  ]);
  tickets = await inTurns([...refs], async (ref) => ({ ref, ...(await details(ref)) }));
});

afterAll(async () => {
  await desk.end('SIGKILL');
  await rm(folder, { recursive: true });
});

describe(`${MAILS} hostile mails and a power cut`, () => {
  test('are all accepted: nothing in them is a matter of SMTP', () => {
    expect(sent).toHaveLength(MAILS);
    expect(sent.filter(({ answer }) => answer.kind !== 'accepted').map(({ answer }) => answer)).toEqual([]);
  });

  test('are each on a ticket or held', () => {
    const strange = sent.filter(({ fate }) => fate?.kind !== 'on_ticket' && fate?.kind !== 'held');
    expect(strange.map(({ attack, fate }) => [attack.name, fate])).toEqual([]);
  });

  test('are each in one place, and only one mail is taken for another that is the same', async () => {
    const { held } = await desk.read('/_desk/held', heldList);
    const onTickets = tickets.flatMap(({ ref, messages }) =>
      [...new Set(messages.map(({ rawKey }) => rawKey))].flatMap((rawKey) => (rawKey ? [[rawKey, ref]] : [])),
    );
    const places = [...onTickets, ...held.map(({ rawKey }) => [rawKey, 'held'])];
    const keys = places.map(([rawKey]) => rawKey);
    expect(keys).toHaveLength(new Set(keys).size);
    const first = sent.filter(({ fate }) => fate && 'again' in fate && !fate.again);
    expect(first.length).toBeGreaterThan(MAILS / 2);
    expect(keys.length - CUSTOMERS - first.length).toBeLessThanOrEqual(Math.min(lost, CONNECTIONS));
    expect(takenForOthers()).toEqual([]);
  });

  test('each say why they are where they are', () => {
    const silent = sent.flatMap(({ attack, fate }) => {
      const words = fate ? fateInWords(fate) : '';
      const isClear = /It (?:belongs here by|began this ticket)|It is held as \w{26}: [a-z_]+\. \S/.test(
        words,
      );
      return isClear && !/undefined|null|NaN/.test(words) ? [] : [`${attack.name}: ${words}`];
    });
    expect(silent).toEqual([]);
  });

  test('are found by whoever has only the mail, unless it names neither its sender nor itself', async () => {
    const sample = sent.slice(0, SAMPLE);
    const found = await inTurns(sample, async ({ attack }) => {
      const byMail = await desk.readOf('/_desk/fates', attack.raw, fateShape);
      const same = sent.filter((one) => Buffer.compare(one.attack.raw, attack.raw) === 0);
      return {
        name: attack.name,
        isKnown: byMail.kind !== 'unknown',
        isIt: same.some(({ fate }) => fate && placeOf(byMail) === placeOf(fate)),
      };
    });
    expect(found.filter(({ isKnown, isIt }) => isKnown && !isIt)).toEqual([]);
    expect(found.filter(({ isIt }) => isIt).length).toBeGreaterThan(SAMPLE * 0.85);
  });

  test('are answered by machine at most twice each, and only people are', async () => {
    const human = sent.flatMap(({ fate }) => (fate && classOf(fate) === 'human' ? [senderOf(fate)] : []));
    const { mailboxes: all } = await desk.read('/_desk/mailboxes', mailboxes);
    const automatic = await inTurns(all, async ({ address, agent }) => ({
      address,
      agent,
      count: (await mailsOf(address)).filter(({ headers }) => headers['auto-submitted'] !== undefined).length,
    }));
    const total = automatic.reduce((sum, { count }) => sum + count, 0);
    expect(total).toBeLessThanOrEqual(2 * (human.length + CUSTOMERS));
    const tooMany = automatic.filter(({ address, agent, count }) => {
      const wrote =
        human.filter((from) => from === address).length + (address.endsWith('@honest.example') ? 1 : 0);
      return agent === null && count > 2 * wrote;
    });
    expect(tooMany).toEqual([]);
  });

  test('obey nobody who is not who he says', () => {
    const attacked = new Set(seen.map(({ toCustomer }) => toCustomer.ref));
    expect(tickets.filter(({ ref }) => attacked.has(ref)).map(({ ticket }) => ticket.status)).toEqual(
      Array(CUSTOMERS).fill('open'),
    );
    expect(JSON.stringify(tickets.map(({ messages }) => messages.map(({ from }) => from)))).not.toContain(
      'smuggler@trap.example',
    );
  });

  test('come to what they should', () => {
    const expected = new Map<string, string[]>(Object.entries(comesTo));
    const strange = sent.flatMap(({ attack, fate }) => {
      const allowed = expected.get(attack.name);
      return !allowed || allowed.includes(cameTo(fate)) ? [] : [`${attack.name}: ${cameTo(fate)}`];
    });
    expect(strange).toEqual([]);
    const names = new Set(sent.map(({ attack }) => attack.name));
    expect([...expected.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  test('keep their words: a line may begin with dots', () => {
    const texts = sent.flatMap(({ attack, fate }) =>
      attack.name === 'lines that begin with dots' && fate?.kind === 'on_ticket' ? [fate.message.text] : [],
    );
    expect(new Set(texts)).toEqual(new Set(['.\n..\n.hidden\n...three']));
  });

  test('leave a desk that goes on answering', async () => {
    const [mail] = seen;
    const raw = mailText({
      from: mail?.toCustomer.reader ?? '',
      subject: 'Re: Printer',
      text: 'Now it prints blue.',
      id: 'later@honest.example',
    });
    const recipients = [mail?.toCustomer.replyTo ?? ''];
    await handOverAll(
      [{ ...honest(0), name: 'later', same: 'later', recipients, raw: Buffer.from(raw) }],
      new Map(),
    );
    await desk.rested();
    const { messages } = await details(mail?.toCustomer.ref ?? '');
    expect(messages.at(-1)?.text).toBe('Now it prints blue.');
  });

  test.each(['on_ticket', 'held'] as const)(
    'are explained to whoever has one that is %s in a file',
    async (kind) => {
      const one =
        sent.find(
          ({ attack, fate }) => fate?.kind === kind && attack.name === 'another’s ticket in the subject',
        ) ?? sent.find(({ attack, fate }) => fate?.kind === kind && attack.name === 'a newsletter');
      const file = join(folder, 'mail.eml');
      await writeFile(file, one?.attack.raw ?? '');
      const args = ['local/main.js', 'desk', 'explain', file, '--http-port', String(desk.httpPort)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      expect(stdout).toContain(one?.fate ? fateInWords(one.fate) : 'nothing');
    },
  );
});

function honest(index: number): Attack {
  const from = `customer-${index}@honest.example`;
  const text = mailText({ from, subject: 'Printer', text: `It prints grey, on floor ${index}.`, id: from });
  return { name: 'honest', same: from, mailFrom: from, recipients: [SUPPORT], raw: Buffer.from(text) };
}

/** Of each ticket what its customer and its agent have got. */
async function mailsSeen(): Promise<typeof seen> {
  const { mailboxes: all } = await desk.read('/_desk/mailboxes', mailboxes);
  const mails = await inTurns(all, async ({ address, agent }) =>
    (await mailsOf(address)).map(({ headers, subject, text }) => ({
      agent,
      ref: /T-\w{4}-\w{4}/.exec(subject)?.[0] ?? '',
      reader: address,
      replyTo: /[^<\s]+@[^>\s]+/.exec(headers['reply-to'] ?? '')?.[0] ?? '',
      messageId: headers['message-id'] ?? '',
      references: headers['references'] ?? '',
      text,
    })),
  );
  return mails.flat().flatMap((toCustomer) => {
    const toAgent = mails.flat().find(({ agent, ref }) => agent !== null && ref === toCustomer.ref);
    return toCustomer.agent === null && toAgent ? [{ toCustomer, toAgent }] : [];
  });
}

async function handOverAll(mails: readonly Attack[], answers: Map<Attack, Answer>): Promise<void> {
  const portions = Array.from({ length: CONNECTIONS }, (_, turn) =>
    mails.filter((_mail, index) => index % CONNECTIONS === turn),
  );
  await Promise.all(
    portions.map((portion) =>
      handOver(desk.smtpPort, portion, (place, answer) => {
        const mail = portion[place];
        if (mail) answers.set(mail, answer);
      }),
    ),
  );
}

/** Second deliveries of something that is not the same mail. */
function takenForOthers(): unknown[] {
  const firsts = new Map(
    sent.flatMap(({ attack, fate }) => (fate && isFirst(fate) ? [[placeOf(fate), attack]] : [])),
  );
  return sent.flatMap(({ attack, fate }) => {
    const first = fate && !isFirst(fate) ? firsts.get(placeOf(fate)) : undefined;
    return first && first.same !== attack.same ? [[first.name, attack.name]] : [];
  });
}

function details(ref: string) {
  return desk.read(`/_desk/tickets/${ref}`, ticketDetails);
}

async function mailsOf(address: string) {
  return (await desk.read(`/_desk/mailboxes/${encodeURIComponent(address)}`, mailbox)).mails.filter(
    ({ headers }) => headers['x-stepdesk-loop'] !== undefined,
  );
}

/** A few at a time. */
async function inTurns<In, Out>(all: readonly In[], perform: (one: In) => Promise<Out>): Promise<Out[]> {
  const done: Out[] = [];
  for (let at = 0; at < all.length; at += CONNECTIONS)
    done.push(...(await Promise.all(all.slice(at, at + CONNECTIONS).map(perform))));
  return done;
}

function shuffled<Item>(items: Item[], random: Random): Item[] {
  const keyed = items.map((item) => ({ item, key: random.below(1_000_000) }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ item }) => item);
}
