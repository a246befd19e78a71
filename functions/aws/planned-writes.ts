import type { Change } from '../app/ports.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { TicketRef } from '../core/ids.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import type { Ticket, TicketEvent } from '../core/ticket.ts';
import * as items from './items.ts';
import type { Claim } from './items.ts';
import { storedStep } from './stored-step.ts';
import type { StoredStep } from './stored-step.ts';
import { storedTicket } from './stored-ticket.ts';
import type { StoredTicket } from './stored-ticket.ts';
import type { Condition, Key, Put } from './table.ts';

/** A row to write, and what it means for the whole transaction when its condition does not hold. */
export interface PlannedWrite {
  put: Put<unknown>;
  whenRefused:
    { kind: 'already_taken_in'; claim: Key<Claim> } | { kind: 'changed_meanwhile' } | { kind: 'leave_out' };
}

/** Of claims longer than any queue keeps a mail that somebody may still redrive. */
const KEPT_SECONDS = 400 * 24 * 60 * 60;
const MOST_WRITES = 100;

/**
 * The rows that a decision's changes come down to. Of two changes of one row (a step opened and changed by the same
 * decision) the later one is written: a transaction may touch a row once.
 * Throws `RangeError` for more rows than a transaction takes, and when a ticket is written twice.
 */
export function plannedWrites(changes: Change[], now: Instant): PlannedWrite[] {
  const rows = new Map<string, PlannedWrite>();
  for (const write of [...changes.flatMap((change) => plannedWrite(change, now)), ...eventRows(changes)]) {
    const { pk, sk } = write.put.key;
    const row = `${pk} ${sk}`;
    if (rows.has(row) && write.whenRefused.kind === 'changed_meanwhile' && write.put.condition)
      throw new RangeError(`The row ${row} is written twice in one transaction`);
    rows.set(row, write);
  }
  if (rows.size > MOST_WRITES)
    throw new RangeError(`A transaction takes ${MOST_WRITES} rows, not ${rows.size}`);
  return [...rows.values()];
}

function plannedWrite(change: Change, now: Instant): PlannedWrite[] {
  switch (change.kind) {
    case 'claim':
      return [claimed(change, now)];
    case 'create_ticket':
      return [guarded({ ...ticketRow(change.ticket), condition: { kind: 'absent' } })];
    case 'update_ticket': {
      const { version } = change.ticket;
      const row = ticketRow({ ...change.ticket, version: version + 1 });
      return [guarded({ ...row, condition: { kind: 'equals', field: 'version', value: version } })];
    }
    case 'put_participant':
      return [
        guarded({ key: items.participantKey(change.ref, change.participant.id), body: change.participant }),
      ];
    case 'put_step':
      return [guarded(stepRow(change))];
    case 'add_message':
      return [guarded({ key: items.messageKey(change.ref, change.message.id), body: change.message })];
    case 'add_event':
      return [];
    case 'add_outbox': {
      const { ref, item } = change;
      const time =
        item.state === 'pending' ? { time: { partition: items.outboxPartition(ref), sort: item.at } } : {};
      return [guarded({ key: items.outboxKey(ref, item.seq), body: item, ...time })];
    }
    case 'index_message_id':
      return [pointer(items.messageIdKey(change.messageId), change.ref)];
    case 'move_message_id': {
      const row = pointer(items.messageIdKey(change.messageId), change.to);
      const condition: Condition = { kind: 'equals', field: 'ref', value: change.from };
      return [{ ...row, put: { ...row.put, condition } }];
    }
    case 'index_cited_id': {
      const row = pointer(items.citedIdKey(change.messageId), change.ref);
      return [{ ...row, put: { ...row.put, ttl: keptUntil(now) } }];
    }
    case 'index_conversation':
      return [conversationRow(change)];
    case 'list_ticket': {
      const { at, ref, text } = change;
      return [guarded({ key: items.listedKey(change), body: { at, ref, text }, ttl: keptUntil(now) })];
    }
    case 'hold':
      return [guarded(heldRow(change.item, now))];
    case 'change_held': {
      const condition = { kind: 'equals', field: 'state.kind', value: change.from } as const;
      return [guarded({ ...heldRow(change.item, now), condition })];
    }
    case 'reclaim': {
      const body: Claim = { ref: change.ref, messageId: change.messageId };
      return [guarded({ key: items.claimKey(change), body, ttl: keptUntil(now) })];
    }
    case 'put_sender_rule': {
      const { rule } = change;
      const ttl = rule.until ? { ttl: Math.ceil(millisOf(rule.until) / 1000) } : {};
      const key = items.senderRuleKey(rule.sender);
      const time = { partition: items.senderRulePartition, sort: items.senderRuleSort(rule, key) };
      return [guarded({ key, body: rule, time, ...ttl })];
    }
    case 'lift_sender_rule': {
      const { rule } = change;
      const ttl = Math.floor(millisOf(now) / 1000);
      return [guarded({ key: items.senderRuleKey(rule.sender), body: rule, ttl })];
    }
    case 'remember_owner': {
      const body = { agent: change.agent };
      return [guarded({ key: items.lastOwnerKey(change.address), body, ttl: keptUntil(now) })];
    }
  }
}

function claimed(change: Extract<Change, { kind: 'claim' }>, now: Instant): PlannedWrite {
  const claim = items.claimKey(change);
  const body: Claim = { ref: change.ref, messageId: change.messageId };
  return {
    put: { key: claim, body, ttl: keptUntil(now), condition: { kind: 'absent' } },
    whenRefused: { kind: 'already_taken_in', claim },
  };
}

function keptUntil(now: Instant): number {
  return Math.floor(millisOf(now) / 1000) + KEPT_SECONDS;
}

function guarded(put: Put<unknown>): PlannedWrite {
  return { put, whenRefused: { kind: 'changed_meanwhile' } };
}

function pointer(key: Key<items.TicketPointer>, ref: TicketRef): PlannedWrite {
  return { put: { key, body: { ref }, condition: { kind: 'absent' } }, whenRefused: { kind: 'leave_out' } };
}

function conversationRow({
  conversation,
  ref,
  before,
}: Extract<Change, { kind: 'index_conversation' }>): PlannedWrite {
  const condition: Condition =
    before === null ? { kind: 'absent' } : { kind: 'equals', field: 'ref', value: before };
  return guarded({ key: items.conversationKey(conversation), body: { ref }, condition });
}

/** A ticket is due in the time index while somebody must still be reminded, warned or asked. */
function ticketRow(ticket: Ticket): Put<StoredTicket> {
  const due = ticket.nextDeadline;
  const time = due ? { time: { partition: items.duePartition(ticket.ref), sort: due } } : {};
  return { key: items.ticketKey(ticket.ref), body: storedTicket(ticket), ...time };
}

/** Held items are listed while they wait for somebody; settled ones are remembered as long as their claims. */
function heldRow(item: SuspendedItem, now: Instant): Put<SuspendedItem> {
  const row = { key: items.heldKey(item.id), body: item };
  return item.state.kind === 'held'
    ? { ...row, time: { partition: items.heldPartition, sort: item.id } }
    : { ...row, ttl: keptUntil(now) };
}

/** A step stands in the time index among its owner's work, while it is open and counts. */
function stepRow({ ref, step }: Extract<Change, { kind: 'put_step' }>): Put<StoredStep> {
  const row = { key: items.stepKey(ref, step), body: storedStep(step) };
  if (step.state.kind !== 'open' || !step.work) return row;
  const { agent, weight } = step.work;
  return {
    ...row,
    time: { partition: items.workPartition(agent), sort: items.workSort(weight, step.openedAt) },
  };
}

function eventRows(changes: Change[]): PlannedWrite[] {
  const events = new Map<TicketRef, TicketEvent[]>();
  for (const change of changes)
    if (change.kind === 'add_event')
      events.set(change.ref, [...(events.get(change.ref) ?? []), change.event]);
  return [...events].map(([ref, ofTicket]) => {
    const body = ofTicket.toSorted((first, second) => first.seq - second.seq);
    return guarded({ key: items.eventsKey(ref, body.at(-1)?.seq ?? 0), body });
  });
}
