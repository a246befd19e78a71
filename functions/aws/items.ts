import { createHash } from 'node:crypto';
import type { ListedTicket, TicketList } from '../app/ports.ts';
import type { FileVerdict } from '../core/file-state.ts';
import type { TicketRef, Ulid } from '../core/ids.ts';
import type { Channel } from '../core/inbound-message.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { Delivery, OutboxItem } from '../core/outbox.ts';
import type { SenderRule } from '../core/sender-rule.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import type { Message, Participant, Step, TicketEvent } from '../core/ticket.ts';
import { outboxSortKeyPrefix } from './contract.ts';
import type { StoredStep } from './stored-step.ts';
import type { StoredPolicy, StoredTicket } from './stored-ticket.ts';
import type { Counter, Key, KeyRange } from './table.ts';

/**
 * How things are named in the table: the only place that knows a `#`. Everything of a ticket shares a partition,
 * so that it is read in one query and written in one transaction.
 */

export interface Claim {
  ref: TicketRef | null;
  messageId: Ulid;
}

export interface TicketPointer {
  ref: TicketRef;
}

const TIME_SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
/** Sorts behind everything that a key is made of. */
const LAST = '~';

export function ticketKey(ref: TicketRef): Key<StoredTicket> {
  return { pk: ticketPartition(ref), sk: 'META' };
}

/** @param version of what was promised. */
export function policyKey(version: string): Key<StoredPolicy> {
  return { pk: `SLA#${version}`, sk: 'X' };
}

export function participantKey(ref: TicketRef, id: number): Key<Participant> {
  return { pk: ticketPartition(ref), sk: `P#${padded(id, 4)}` };
}

export function stepKey(ref: TicketRef, step: Pick<Step, 'id' | 'visit'>): Key<StoredStep> {
  return { pk: ticketPartition(ref), sk: `S#${step.id}#${padded(step.visit, 4)}` };
}

/** Participants and steps lie side by side. */
export function peopleAndSteps(ref: TicketRef): KeyRange<Participant | StoredStep> {
  return { pk: ticketPartition(ref), from: 'P#', to: `S#${LAST}` };
}

export function messageKey(ref: TicketRef, id: Ulid): Key<Message> {
  return { pk: ticketPartition(ref), sk: `M#${id}` };
}

export function messagesOf(ref: TicketRef): KeyRange<Message> {
  return rangeOf(ref, 'M#');
}

/** The events of one transaction share a row, named by the last of them: a write is paid by the row. */
export function eventsKey(ref: TicketRef, lastSeq: number): Key<TicketEvent[]> {
  return { pk: ticketPartition(ref), sk: `E#${padded(lastSeq, 6)}` };
}

export function eventsOf(ref: TicketRef): KeyRange<TicketEvent[]> {
  return rangeOf(ref, 'E#');
}

export function outboxKey(ref: TicketRef, seq: number): Key<OutboxItem> {
  return { pk: ticketPartition(ref), sk: `${outboxSortKeyPrefix}${padded(seq, 6)}` };
}

export function outboxOf(ref: TicketRef): KeyRange<OutboxItem> {
  return rangeOf(ref, outboxSortKeyPrefix);
}

/** Which outbox item a row's key names, as the table's stream tells it; null for every other row. */
export function readOutboxKey(key: { pk: string; sk: string }): { ref: TicketRef; seq: number } | null {
  if (!key.pk.startsWith('T#') || !key.sk.startsWith(outboxSortKeyPrefix)) return null;
  return { ref: ticketOfPartition(key.pk), seq: Number(key.sk.slice(outboxSortKeyPrefix.length)) };
}

/** @param id `<outbox seq>.<effect index>` */
export function deliveryKey(ref: TicketRef, id: string): Key<Delivery> {
  const [seq = '', index = ''] = id.split('.');
  return { pk: ticketPartition(ref), sk: `D#${seq.padStart(6, '0')}.${index.padStart(3, '0')}` };
}

export function deliveriesOf(ref: TicketRef): KeyRange<Delivery> {
  return rangeOf(ref, 'D#');
}

/** Door and delivery id are written by strangers: only their digest makes a key, of bounded length. */
export function claimKey(claim: { channel: Channel; door: string; deliveryId: string }): Key<Claim> {
  return { pk: `SRC#${claim.channel}#${digest([claim.door, claim.deliveryId])}`, sk: 'X' };
}

/**
 * Every form of an id that SES gave shares a row: the mail says `@<region>.amazonses.com`, in us-east-1 and in some
 * answers `@email.amazonses.com`.
 * @param messageId without angle brackets.
 */
export function messageIdKey(messageId: string): Key<TicketPointer> {
  const mail = messageId.replace(/@[a-z0-9-]+\.amazonses\.com$/i, '@amazonses.com');
  return { pk: `MSGID#${digest([mail])}`, sk: 'X' };
}

/** Apart from the ids of mails that were seen: what somebody cites proves less, and must not stand in their way. */
export function citedIdKey(messageId: string): Key<TicketPointer> {
  return { pk: `CITED#${digest([messageId])}`, sk: 'X' };
}

export function conversationKey(conversation: string): Key<TicketPointer> {
  return { pk: `CONV#${conversation}`, sk: 'X' };
}

/** Newest first within a month; a row is found again by when its ticket was listed. */
export function listedKey(listed: {
  list: TicketList;
  process: string;
  at: Instant;
  ref: TicketRef;
}): Key<ListedTicket> {
  const { list, process, at, ref } = listed;
  return { pk: listPartition(list, process, monthOf(at)), sk: `${timeLeft(at)}#${ref}` };
}

/** One range a month, the newest first. */
export function listedSince(range: {
  list: TicketList;
  process: string;
  since: Instant;
  until: Instant;
}): KeyRange<ListedTicket>[] {
  const { list, process, since, until } = range;
  return monthsBack(until, since).map((month) => ({
    pk: listPartition(list, process, month),
    from: '0',
    to: `${timeLeft(since)}#${LAST}`,
  }));
}

function listPartition(list: TicketList, process: string, month: string): string {
  return `${list.toUpperCase()}#${process}#${month}`;
}

function monthOf(at: Instant): string {
  return at.slice(0, 7);
}

function monthsBack(from: Instant, to: Instant): string[] {
  const months: string[] = [];
  const first = new Date(`${monthOf(from)}-01T00:00:00.000Z`);
  for (let month = monthOf(from); month >= monthOf(to); month = first.toISOString().slice(0, 7)) {
    months.push(month);
    first.setUTCMonth(first.getUTCMonth() - 1);
  }
  return months;
}

/** Counts down, so that what came later sorts first. */
function timeLeft(at: Instant): string {
  return padded(9_999_999_999_999 - millisOf(at), 13);
}

export function heldKey(id: Ulid): Key<SuspendedItem> {
  return { pk: `HELD#${id}`, sk: 'META' };
}

/** @param sender an address or `@domain`; an address is somebody's name: only its digest makes a key. */
export function senderRuleKey(sender: string): Key<SenderRule> {
  return { pk: `SENDER#${digest([sender])}`, sk: 'X' };
}

/** Sorted by when it was decided; of two at the same moment neither is lost between two pages. */
export const senderRulePartition = 'SENDERS';

export function senderRuleSort({ at }: Pick<SenderRule, 'at'>, { pk }: Key<SenderRule>): string {
  return `${at}#${pk}`;
}

/** A scope may be somebody's address, which no key should spell. */
export function budgetKey(budget: { scope: string; window: string }): Key<Counter> {
  return { pk: `RL#${digest([budget.scope, budget.window])}`, sk: 'X' };
}

/** An address is somebody's name: only its digest makes a key. */
export function lastRequestKey(address: string): Key<TicketPointer> {
  return { pk: `REQ#${digest([address])}`, sk: 'X' };
}

export function lastOwnerKey(address: string): Key<{ agent: string }> {
  return { pk: `LAST#${digest([address])}`, sk: 'X' };
}

/** @param digest of the file's bytes, SHA-256 in hex. */
export function fileVerdictKey(digest: string): Key<FileVerdict> {
  return { pk: `FILE#${digest}`, sk: 'X' };
}

/** That a message shows a picture; what both are called may be somebody's address. */
export function showingKey(picture: string, by: string): Key<{ by: string }> {
  return { pk: picturePartition(picture), sk: `BY#${digest([by])}` };
}

export function showingsOf(picture: string): KeyRange<{ by: string }> {
  return { pk: picturePartition(picture), from: 'BY#', to: `BY#${LAST}` };
}

function picturePartition(picture: string): string {
  return `PIC#${digest([picture])}`;
}

export function turnKey(team: string): Key<Counter> {
  return { pk: `TURN#${team}`, sk: 'X' };
}

/** Open steps that count as an agent's work. */
export function workPartition(agent: string): string {
  return `WORK#${agent}`;
}

/** An index holds keys only, so the weight is a part of one. */
export function workSort(weight: number, openedAt: Instant): string {
  return `${weight}#${openedAt}`;
}

export function weightIn(sort: string): number {
  return Number(sort.split('#')[0]);
}

/** Sorted by id, which begins with its time. */
export const heldPartition = 'HELD';

/** Sorted by the next deadline. */
export const duePartitions = TIME_SHARDS.map((shard) => `DUE#${shard}`);

/** Sorted by when the item was written. */
export const outboxPartitions = TIME_SHARDS.map((shard) => `OUTBOX#${shard}`);

export function duePartition(ref: TicketRef): string {
  return `DUE#${shardOf(ref)}`;
}

export function outboxPartition(ref: TicketRef): string {
  return `OUTBOX#${shardOf(ref)}`;
}

export function ticketOfPartition(pk: string): TicketRef {
  return pk.slice('T#'.length);
}

function ticketPartition(ref: TicketRef): string {
  return `T#${ref}`;
}

function rangeOf<Body>(ref: TicketRef, prefix: string): KeyRange<Body> {
  return { pk: ticketPartition(ref), from: prefix, to: `${prefix}${LAST}` };
}

/** References are random, so their letters spread tickets evenly. */
function shardOf(ref: TicketRef): string {
  const sum = Buffer.from(ref).reduce((total, letter) => total + letter, 0);
  return String(sum % TIME_SHARDS.length);
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

function digest(parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
