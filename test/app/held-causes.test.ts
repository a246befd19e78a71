import { describe, expect, test } from 'vitest';
import { recoverHeld } from '../../functions/app/held-items.ts';
import type { Store } from '../../functions/app/ports.ts';
import { blockSender } from '../../functions/app/sender-rules.ts';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { suspensionCauses } from '../../functions/core/suspended-item.ts';
import type { SuspendedItem, SuspensionCause } from '../../functions/core/suspended-item.ts';
import { inboundMail } from '../core/inbound-builders.ts';
import { smallDesk } from '../core/small-desk.ts';
import { rawMail, receive } from './raw-mail.ts';
import { HOUR, MONDAY, ONE, ticketWorld, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

/** Every cause for which a message is held: a mail that is, why it says it is, where it would have gone, and recovering it. */

const BY = { by: 'lead' };
const STRANGER = 'friend@other.example';
const inboxesWith = (different: Partial<Desk['inboxes'][number]>): Desk => ({
  ...smallDesk,
  inboxes: smallDesk.inboxes.map((inbox) => ({ ...inbox, ...different })),
});
const confidential: Desk = {
  ...smallDesk,
  processes: Object.fromEntries(
    Object.entries(smallDesk.processes).map(([id, process]) => [id, { ...process, confidential: true }]),
  ),
};
const withFile = (name: string) => ({
  headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
  body: [
    '--b',
    'Content-Type: text/plain',
    '',
    'Please open it.',
    '--b',
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    'PK',
    '--b--',
    '',
  ].join('\r\n'),
});

type Delivery = Omit<Parameters<typeof receive>[1], 'id'>;

interface Row {
  cause: SuspensionCause;
  says: string;
  /** Where it would have gone. */
  intended: 'a new ticket' | 'its ticket' | 'nowhere';
  /** What recovering makes of it. */
  becomes: 'a ticket' | 'a note' | 'an answer';
  desk?: Desk;
  around?: (store: Store) => Store;
  mail: (world: TicketWorld) => Promise<Delivery> | Delivery;
}

const mailWith = (raw: Parameters<typeof rawMail>[0], more: Partial<Delivery> = {}) => ({
  raw: rawMail(raw),
  ...more,
});

async function answerOf(world: TicketWorld, from: string): Promise<Delivery> {
  const to = world.addressOf(await world.ask(), 1);
  return mailWith({ from, to, headers: ['Message-ID: <answer@other.example>'] }, { recipients: [to] });
}

/** A first mail that becomes a ticket after all. */
const first = { intended: 'a new ticket', becomes: 'a ticket' } as const;

const rows: Row[] = [
  {
    cause: 'spam',
    says: 'The mail service calls it spam.',
    ...first,
    mail: () => mailWith({}, { verdicts: { spam: 'FAIL' } }),
  },
  {
    cause: 'virus',
    says: 'The mail service found a virus.',
    ...first,
    mail: () => mailWith(withFile('bill.zip'), { verdicts: { virus: 'FAIL' } }),
  },
  {
    cause: 'auth_failed',
    says: 'The sender’s domain wants mail refused that fails DMARC as this did.',
    ...first,
    mail: () => mailWith({}, { verdicts: { dmarc: 'FAIL', dmarcPolicy: 'reject' } }),
  },
  {
    cause: 'agent_auth_failed',
    says: 'It answers to an agent’s reply address, but did not pass DMARC.',
    intended: 'its ticket',
    becomes: 'a note',
    mail: async (world) => {
      const ref = await world.ask();
      await world.enter(ref, 'work', { definition: work });
      const to = world.addressOf(ref, (await world.agent(ref, 'one')).id);
      return mailWith({ from: ONE, to, body: '#done' }, { recipients: [to], verdicts: { dmarc: 'GRAY' } });
    },
  },
  {
    cause: 'reply_to_conflict',
    says: 'It wants its answers sent to an agent, and its sender is proven by nothing.',
    ...first,
    mail: () => mailWith({ headers: [`Reply-To: ${ONE}`] }, { verdicts: { dmarc: 'GRAY' } }),
  },
  {
    cause: 'blocklisted',
    says: 'Its sender, @shop.example, was blocked by lead: threats.',
    ...first,
    mail: async (world) => {
      await blockSender(world.deps, { sender: '@shop.example', why: 'threats', days: null, ...BY });
      return mailWith({});
    },
  },
  {
    cause: 'not_allowlisted',
    says: 'support@help.example.com takes new requests only from senders that were allowed.',
    ...first,
    desk: inboxesWith({ allowedOnly: true }),
    mail: () => mailWith({}),
  },
  {
    cause: 'unknown_sender_update',
    says: 'It answers a ticket that its sender is not on.',
    intended: 'its ticket',
    becomes: 'a note',
    desk: inboxesWith({ strangers: 'hold' }),
    mail: (world) => answerOf(world, STRANGER),
  },
  {
    cause: 'confidential_unknown_sender',
    says: 'The request is confidential and its sender is not on it.',
    intended: 'its ticket',
    becomes: 'a note',
    desk: confidential,
    mail: (world) => answerOf(world, STRANGER),
  },
  {
    cause: 'automated_mail',
    says: 'A machine wrote it and it belongs to no ticket.',
    ...first,
    mail: () => mailWith({ headers: ['Auto-Submitted: auto-generated'] }),
  },
  {
    cause: 'bulk_mail',
    says: 'It is a newsletter or list mail and belongs to no ticket.',
    ...first,
    mail: () => mailWith({ headers: ['List-Id: <news.shop.example>', 'Precedence: bulk'] }),
  },
  {
    cause: 'loop',
    says: 'A mail of this desk came back to it.',
    ...first,
    mail: () => mailWith({ headers: ['X-Stepdesk-Loop: help.example.com'] }),
  },
  {
    cause: 'rate_limited',
    says: 'More came from there than this desk takes at a time.',
    ...first,
    around: (store) => ({ ...store, spendBudget: async () => false }),
    mail: () => mailWith({}),
  },
  {
    cause: 'to_noreply',
    says: 'It was sent to an address whose mail nobody reads.',
    intended: 'nowhere',
    becomes: 'a ticket',
    mail: () => mailWith({ to: 'noreply@help.example.com' }, { recipients: ['noreply@help.example.com'] }),
  },
  {
    cause: 'from_own_address',
    says: 'It claims to come from this desk’s own address.',
    ...first,
    mail: () => mailWith({ from: 'billing@help.example.com' }),
  },
  {
    cause: 'blank',
    says: 'It has neither subject nor text nor attachment.',
    ...first,
    mail: () => mailWith({ subject: '', body: '' }),
  },
  {
    cause: 'too_many_recipients',
    says: 'More than 25 people are on it.',
    ...first,
    mail: () => {
      const crowd = Array.from({ length: 40 }, (_, index) => `c${index}@shop.example`).join(', ');
      return mailWith({ headers: [`Cc: ${crowd}`] });
    },
  },
  {
    cause: 'too_large',
    says: '42991765 bytes, more than 40 MiB.',
    ...first,
    mail: () => ({ raw: Buffer.concat([rawMail({}), Buffer.alloc(41 * 1024 * 1024, 'x\n')]) }),
  },
  {
    cause: 'unparseable',
    says: 'No sender can be read from it, so nobody could be answered.',
    ...first,
    mail: () => mailWith({ from: 'nobody' }),
  },
  {
    cause: 'encrypted_unreadable',
    says: 'It is encrypted, and support@help.example.com has no key.',
    intended: 'its ticket',
    becomes: 'an answer',
    desk: inboxesWith({ encrypted: 'hold' }),
    mail: async (world) => {
      const answer = await answerOf(world, 'customer@shop.example');
      const body = '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n';
      return { ...answer, raw: rawMail({ to: answer.recipients?.[0] ?? '', body }) };
    },
  },
  {
    cause: 'malware_attachment',
    says: 'It carries bill.exe, which may do harm.',
    ...first,
    desk: { ...smallDesk, attachments: { ...smallDesk.attachments, malware: 'hold' } },
    mail: () => mailWith(withFile('bill.exe')),
  },
  {
    cause: 'unroutable_recipient',
    says: 'It is addressed to none of the inboxes in desk.yaml.',
    intended: 'nowhere',
    becomes: 'a ticket',
    mail: () => mailWith({ to: 'x@other.example' }, { recipients: ['x@other.example'] }),
  },
  {
    cause: 'inbox_disabled',
    says: 'support@help.example.com takes no new requests.',
    ...first,
    desk: inboxesWith({ disabled: true }),
    mail: () => mailWith({}),
  },
  {
    cause: 'policy',
    says: 'A rule of desk.yaml holds it: threats go to the lawyers.',
    intended: 'its ticket',
    becomes: 'an answer',
    desk: { ...smallDesk, hold: [{ text: ['my lawyer'], because: 'threats go to the lawyers' }] },
    mail: async (world) => {
      const answer = await answerOf(world, 'customer@shop.example');
      const body = 'I will ask My  Lawyer.';
      return { ...answer, raw: rawMail({ to: answer.recipients?.[0] ?? '', body }) };
    },
  },
];

const recover = (world: TicketWorld, { id }: SuspendedItem) =>
  recoverHeld(world.deps, { id, as: 'intended', ...BY });

test('there is a mail for every cause', () => {
  const known = [...rows.map(({ cause }) => cause), 'timed_out'];
  expect(known.toSorted()).toEqual(suspensionCauses.toSorted());
});

describe.each(rows)('mail held as $cause', (row) => {
  test(`says why and where it would be, and becomes ${row.becomes} when it is recovered, once`, async () => {
    const { cause, mail, says, intended, becomes, ...options } = row;
    const world = ticketWorld(options);
    const delivery = { id: 'held', ...(await mail(world)) };
    expect(await receive(world, delivery)).toEqual({ kind: 'suspended', cause });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    expect(item.explanation).toBe(says);
    expect(item.explanation).toMatch(/\.$/);
    const wouldBe = item.ref ? 'its ticket' : item.inbox ? 'a new ticket' : 'nowhere';
    expect(wouldBe).toBe(intended);
    world.wait(5 * HOUR);
    const outcomes = await Promise.all([recover(world, item), recover(world, item)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['recovered', 'settled']);
    const done = outcomes.find(({ kind }) => kind === 'recovered');
    if (done?.kind !== 'recovered') throw new Error('not recovered');
    expect(done.opened).toBe(becomes === 'a ticket');
    const message = (await world.messages(done.ref)).at(-1);
    expect(message?.at).toBe(MONDAY);
    expect(message?.flags).toContain('late_recovered');
    if (becomes === 'a ticket') expect((await world.stateOf(done.ref)).ticket.createdAt).toBe(MONDAY);
    else
      expect([done.ref, message?.visibility]).toEqual([
        item.ref,
        becomes === 'a note' ? 'internal' : 'public',
      ]);
    expect(await world.held()).toEqual([]);
    expect((await world.store.heldItem(item.id))?.state).toMatchObject({ kind: 'recovered', by: 'lead' });
    expect(await receive(world, delivery)).toEqual({ kind: 'duplicate', ref: done.ref });
    expect(await recover(world, item)).toMatchObject({ kind: 'settled', state: { by: 'lead' } });
  });
});

test('mail whose reading was given up becomes a ticket when it is recovered, with the words that it has', async () => {
  const world = ticketWorld();
  const unread = { cause: 'timed_out', explanation: 'Reading it took too long.' } as const;
  const raw = rawMail({});
  world.blobs.set('inbound/late', raw);
  const envelope = { deliveryId: 'late', mailFrom: '', recipients: ['support@help.example.com'] };
  const given = inboundMail({ text: '', reply: '', rawKey: 'inbound/late', envelope });
  expect(await takeInMessage(world.deps, given, unread)).toEqual({ kind: 'suspended', cause: 'timed_out' });
  const [item] = await world.held();
  if (!item) throw new Error('nothing is held');
  expect([item.explanation, item.inbox]).toEqual([unread.explanation, 'support@help.example.com']);
  const outcome = await recover(world, item);
  if (outcome.kind !== 'recovered') throw new Error(outcome.kind);
  expect((await world.messages(outcome.ref))[0]?.text).toBe('It prints nothing.');
});

test('recovering sets one cause aside at a time: each other one is met in turn', async () => {
  const world = ticketWorld({
    desk: {
      ...inboxesWith({ encrypted: 'hold', allowedOnly: true }),
      hold: [{ from: ['shop.example'], because: 'they threaten' }],
    },
  });
  await blockSender(world.deps, { sender: '@shop.example', why: 'threats', days: null, ...BY });
  const body = '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n';
  await receive(world, {
    id: 'a',
    raw: rawMail({ body, headers: [`Reply-To: ${ONE}`] }),
    verdicts: { virus: 'FAIL', spam: 'FAIL', dmarc: 'FAIL', dmarcPolicy: 'reject' },
  });
  const [item] = await world.held();
  if (!item) throw new Error('nothing is held');
  const met: string[] = [item.cause];
  for (
    let outcome = await recover(world, item);
    outcome.kind === 'still_held';
    outcome = await recover(world, item)
  )
    met.push(outcome.cause);
  expect(met).toEqual([
    'virus',
    'blocklisted',
    'auth_failed',
    'reply_to_conflict',
    'encrypted_unreadable',
    'policy',
    'spam',
    'not_allowlisted',
  ]);
  expect((await world.store.heldItem(item.id))?.state.kind).toBe('recovered');
});
