import { expect, test } from 'vitest';
import type { MessageClass } from '../../functions/core/inbound-message.ts';
import { seenOf, senders } from './matrix-world.ts';
import type { EvidenceGiven, Seen } from './matrix-world.ts';

/** What kind of mail × what of ours it carries × who sends it: all that may come of a mail, in one table. */

const still = { status: null, hasMovedClocks: false, answers: 0 };

const MEANINGS = {
  /** The customer's words: they end what waits for him, open what was closed and move the clocks. */
  heard: { where: 'on it, public', status: 'open', hasMovedClocks: true, answers: 0 },
  /** An agent's words, which go to the customer and change nothing else. */
  speaks: { ...still, where: 'on it, public' },
  /** Kept for the desk; nothing else comes of it. */
  noted: { ...still, where: 'on it, internal' },
  /** The same, and an agent hears that the customer has not heard him. */
  told: { ...still, where: 'on it, internal', answers: 1 },
  /** The same, of somebody of the customer's organisation, and of somebody else. */
  colleague: { ...still, where: 'on it, internal, not_on_ticket' },
  stranger: { ...still, where: 'on it, internal, stranger' },
  /** A request of its own, acknowledged; `unsure` when perhaps somebody else wrote it. */
  new: { ...still, where: 'new ticket', answers: 1 },
  unsure: { ...still, where: 'new ticket' },
  /** The same, linked with the ticket that it names; `quoting` a mail of ours, it may be a machine's. */
  related: { ...still, where: 'new ticket, linked', answers: 1 },
  quoting: { ...still, where: 'new ticket, linked' },
  unproven: { ...still, where: 'held: agent_auth_failed' },
  machine: { ...still, where: 'held: automated_mail' },
  bulk: { ...still, where: 'held: bulk_mail' },
  loop: { ...still, where: 'held: loop' },
} satisfies Record<string, Seen>;

type Row = [EvidenceGiven, string];

// prettier-ignore
const people: Row[] = [
  //       requester cc    proven   forged    external colleague  stranger
  ['E1',   'heard    heard speaks   unproven  noted    colleague  stranger'],
  ['E2',   'heard    heard told     told      noted    colleague  stranger'],
  ['E3',   'heard    heard told     quoting   noted    colleague  quoting'],
  ['E4',   'heard    heard told     quoting   noted    related    related'],
  ['E5',   'heard    heard told     quoting   noted    related    related'],
  ['none', 'new      new   new      unsure    new      new        new'],
];
/**
 * As people's, without answers; what belongs to no ticket is held. A subject or a common origin is no sign that the
 * desk is meant: what customers write to a list, which it reads too, ends no step and opens no closed ticket.
 */
// prettier-ignore
const lists: Row[] = [
  ['E1',   'heard    heard speaks   unproven  noted    colleague  stranger'],
  ['E2',   'heard    heard noted    noted     noted    colleague  stranger'],
  ['E3',   'heard    heard noted    bulk      noted    colleague  bulk'],
  ['E4',   'bulk     bulk  bulk     bulk      bulk     bulk       bulk'],
  ['E5',   'bulk     bulk  bulk     bulk      bulk     bulk       bulk'],
  ['none', 'bulk     bulk  bulk     bulk      bulk     bulk       bulk'],
];
/** Nobody's words. Most notices of absence name the ticket in nothing but their subject, and stay with it. */
// prettier-ignore
const machines: Row[] = [
  ['E1',   'noted    noted noted    noted     noted    noted      noted'],
  ['E2',   'noted    noted noted    noted     noted    noted      noted'],
  ['E3',   'noted    noted noted    machine   noted    noted      machine'],
  ['E4',   'noted    noted noted    machine   noted    machine    machine'],
  ['E5',   'noted    noted noted    machine   noted    machine    machine'],
  ['none', 'machine  machine machine machine  machine  machine    machine'],
];
const loops = machines.map(([evidence]): Row => [evidence, 'loop loop loop loop loop loop loop']);

const MATRIX: Record<MessageClass, Row[]> = {
  human: people,
  auto_reply: machines,
  auto_generated: machines,
  bulk: lists,
  bounce: machines,
  receipt: machines,
  complaint: machines,
  own_loop: loops,
};

const rows = Object.entries(MATRIX).flatMap(([kind, table]) =>
  table.map(([evidence, cells]) => ({ kind: kind as MessageClass, evidence, cells: cells.split(/\s+/) })),
);

test.each(rows)('$kind with $evidence to a ticket that was closed', async ({ kind, evidence, cells }) => {
  expect(await seenByAll(kind, { evidence, ticketIs: 'closed' })).toEqual(expected(cells));
});

test.each(rows.filter(({ evidence }) => evidence === 'E1'))(
  '$kind with $evidence to a ticket that waits for its customer',
  async ({ kind, evidence, cells }) => {
    expect(await seenByAll(kind, { evidence, ticketIs: 'waiting' })).toEqual(expected(cells));
  },
);

async function seenByAll(
  kind: MessageClass,
  given: Pick<Parameters<typeof seenOf>[1], 'evidence' | 'ticketIs'>,
): Promise<Record<string, Seen>> {
  const seen = senders.map(async (sender) => [sender, await seenOf(kind, { ...given, sender })] as const);
  return Object.fromEntries(await Promise.all(seen));
}

function expected(cells: string[]): Record<string, Seen | undefined> {
  const meanings: Record<string, Seen> = MEANINGS;
  return Object.fromEntries(senders.map((sender, place) => [sender, meanings[cells[place] ?? '']]));
}
