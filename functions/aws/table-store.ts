import type {
  Clock,
  CommitOutcome,
  ListedTicket,
  Page,
  PageRequest,
  Store,
  TicketState,
} from '../app/ports.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { TicketRef } from '../core/ids.ts';
import type { Delivery } from '../core/outbox.ts';
import { sendersOf } from '../core/sender-rule.ts';
import type { Participant, Step } from '../core/ticket.ts';
import { plannedWrites } from './planned-writes.ts';
import type { PlannedWrite } from './planned-writes.ts';
import * as items from './items.ts';
import { openPolicies } from './policies.ts';
import type { Policies } from './policies.ts';
import { readStoredStep } from './stored-step.ts';
import type { Condition, Key, KeyRange, Table, TimedKey } from './table.ts';

const REQUEST_REMEMBERED_SECONDS = 2 * 24 * 60 * 60;

/** The store of the use cases, on any table: DynamoDB on AWS, SQLite on one computer. */
export function tableStore(table: Table, clock: Clock): Store {
  const policies = openPolicies(table);
  return {
    async commit(changes) {
      const writes = plannedWrites(changes, clock());
      for (const change of changes)
        if (change.kind === 'create_ticket') await policies.keep(change.ticket.sla);
      return commit(table, writes);
    },
    ticket: (ref) => readTicket(table, policies, ref),
    messages: (ref, page) => {
      const sortKey = (id: string) => items.messageKey(ref, id).sk;
      return readPage(table, {
        range: items.messagesOf(ref),
        page,
        sortKey,
        cursorOf: (message) => message.id,
      });
    },
    message: (ref, id) => table.get(items.messageKey(ref, id)),
    events: (ref, page) => readEvents(table, ref, page),
    outbox: (ref, page) => {
      const sortKey = (seq: string) => items.outboxKey(ref, Number(seq)).sk;
      return readPage(table, {
        range: items.outboxOf(ref),
        page,
        sortKey,
        cursorOf: (item) => String(item.seq),
      });
    },
    outboxItem: (ref, seq) => table.get(items.outboxKey(ref, seq)),
    deliveries: (ref) => table.query({ range: items.deliveriesOf(ref) }),
    claimed: (channel, door, deliveryId) => table.get(items.claimKey({ channel, door, deliveryId })),
    ticketOfMessageIds: (messageIds) => firstKnown(table, messageIds, items.messageIdKey),
    ticketOfCitedIds: (messageIds) => firstKnown(table, messageIds, items.citedIdKey),
    async ticketOfConversation(conversation) {
      const pointer = await table.get(items.conversationKey(conversation));
      return pointer ? pointer.ref : null;
    },
    listed: (list, { process, since, limit }) =>
      readListed(table, { ranges: items.listedSince({ list, process, since, until: clock() }), limit }),
    held: (page) =>
      readListedByTime(table, page, {
        partition: items.heldPartition,
        keyOf: ({ time }) => items.heldKey(time),
      }),
    heldItem: (id) => table.get(items.heldKey(id)),
    async senderRule(address) {
      const rules = await table.getAll(sendersOf(address).map(items.senderRuleKey));
      return rules.find((rule) => rule !== null) ?? null;
    },
    senderRules: (page) =>
      readListedByTime(table, page, {
        partition: items.senderRulePartition,
        keyOf: ({ pk, sk }) => ({ pk, sk }),
      }),
    async pendingOutbox(before, limit) {
      const rows = await earliestRows(table, { partitions: items.outboxPartitions, before, limit });
      return rows.map(items.readOutboxKey).filter((item) => item !== null);
    },
    async overdueTickets(before, limit) {
      const rows = await earliestRows(table, { partitions: items.duePartitions, before, limit });
      return rows.map((row) => ({ ref: items.ticketOfPartition(row.pk), nextDeadline: row.time }));
    },
    outboxDone: (ref, seq) => table.settle(items.outboxKey(ref, seq), 'state', 'done'),
    claimDelivery: (ref, id, at, staleBefore) =>
      claimDelivery(table, { key: items.deliveryKey(ref, id), id, at, staleBefore }),
    async recordDelivery(ref, delivery, messageIds) {
      const keys = new Map(messageIds.map(items.messageIdKey).map((key) => [key.pk, key]));
      const index = [...keys.values()].map((key) =>
        table.put({ key, body: { ref }, condition: { kind: 'absent' } }),
      );
      await Promise.all([table.put({ key: items.deliveryKey(ref, delivery.id), body: delivery }), ...index]);
    },
    async spendBudget({ scope, window, limit, expires }) {
      if (limit < 1) return false;
      const ttl = Math.ceil(millisOf(expires) / 1000);
      return table.countUp({ key: items.budgetKey({ scope, window }), limit, ttl });
    },
    fileVerdicts: (digests) => table.getAll(digests.map(items.fileVerdictKey)),
    recordFileVerdict: (digest, verdict, before) => {
      const condition: Condition = before
        ? { kind: 'equals', field: 'kind', value: before.kind }
        : { kind: 'absent' };
      return table.put({ key: items.fileVerdictKey(digest), body: verdict, condition });
    },
    wasShown: (picture) => wasShown(table, picture),
    nextTurn: (team) => table.next(items.turnKey(team)),
    async openWork(agents) {
      const work = agents.map(async (agent) => [agent, await weightOfWork(table, agent)] as const);
      return Object.fromEntries(await Promise.all(work));
    },
    async lastRequest(address) {
      return (await table.get(items.lastRequestKey(address)))?.ref ?? null;
    },
    async rememberRequest(address, ref) {
      const ttl = Math.ceil(millisOf(clock()) / 1000) + REQUEST_REMEMBERED_SECONDS;
      await table.put({ key: items.lastRequestKey(address), body: { ref }, ttl });
    },
    async lastOwner(address) {
      return (await table.get(items.lastOwnerKey(address)))?.agent ?? null;
    },
  };
}

async function firstKnown(
  table: Table,
  messageIds: string[],
  keyOf: (messageId: string) => Key<items.TicketPointer>,
): Promise<{ messageId: string; ref: TicketRef } | null> {
  const distinct = [...new Set(messageIds)];
  const found = await table.getAll(distinct.map(keyOf));
  const first = found.findIndex((pointer) => pointer !== null);
  const pointer = found[first];
  const messageId = distinct[first];
  return pointer && messageId !== undefined ? { messageId, ref: pointer.ref } : null;
}

/** More open steps than one person has; of two who have more, neither is the one to choose. */
const MOST_WORK = 500;

async function weightOfWork(table: Table, agent: string): Promise<number> {
  const partition = items.workPartition(agent);
  const rows = await table.queryByTime({ partition, order: 'ascending', limit: MOST_WORK });
  return rows.reduce((sum, { time }) => sum + items.weightIn(time), 0);
}

/**
 * A Message-ID that another ticket has already is left out and the rest written: whoever had it first keeps it,
 * and a mail is worth more than its index row.
 */
async function commit(table: Table, writes: PlannedWrite[]): Promise<CommitOutcome> {
  if (writes.length === 0) return { kind: 'committed' };
  const outcome = await table.transact(writes.map((write) => write.put));
  if (outcome.kind === 'written') return { kind: 'committed' };
  const refused = new Set(outcome.writes.map((place) => writes[place]));
  for (const write of refused) {
    if (write?.whenRefused.kind !== 'already_taken_in') continue;
    const claim = await table.get(write.whenRefused.claim);
    return { kind: 'already_taken_in', ref: claim?.ref ?? null };
  }
  const others = writes.filter((write) => !refused.has(write) || write.whenRefused.kind !== 'leave_out');
  if (
    others.length === writes.length ||
    [...refused].some((write) => write?.whenRefused.kind === 'changed_meanwhile')
  )
    return { kind: 'changed_meanwhile' };
  return commit(table, others);
}

/** The ticket first: what is read after it can only be newer, and then its version refuses the write it leads to. */
async function readTicket(table: Table, policies: Policies, ref: TicketRef): Promise<TicketState | null> {
  const stored = await table.get(items.ticketKey(ref));
  if (!stored) return null;
  const { sla: version, ...ticket } = stored;
  const sla = version === undefined ? {} : { sla: await policies.read(version) };
  const participants: Participant[] = [];
  const steps: Step[] = [];
  for (const row of await table.query({ range: items.peopleAndSteps(ref) })) {
    if ('definition' in row) steps.push(readStoredStep(row));
    else participants.push(row);
  }
  return { ticket: { ...ticket, ...sla }, participants, steps: steps.sort(byOpening) };
}

function byOpening(first: Step, second: Step): number {
  return first.openedAt.localeCompare(second.openedAt) || first.visit - second.visit;
}

/** One row more than asked for tells whether there is another page. */
async function readPage<Item>(
  table: Table,
  {
    range,
    page,
    sortKey,
    cursorOf,
  }: {
    range: KeyRange<Item>;
    page: PageRequest;
    sortKey: (cursor: string) => string;
    cursorOf: (item: Item) => string;
  },
): Promise<Page<Item>> {
  const after = page.after ? { after: sortKey(page.after) } : {};
  return cutPage(await table.query({ range, ...after, limit: page.limit + 1 }), page.limit, cursorOf);
}

/** Rows hold several events: the one in which the last page ended is read again and its beginning passed over. */
async function readEvents(table: Table, ref: TicketRef, page: PageRequest) {
  const after = Number(page.after ?? -1);
  const rows = await table.query({
    range: items.eventsOf(ref),
    ...(page.after ? { after: items.eventsKey(ref, after).sk } : {}),
    limit: page.limit + 1,
  });
  const events = rows.flat().filter((event) => event.seq > after);
  return cutPage(events, page.limit, (event) => String(event.seq));
}

async function readListed(
  table: Table,
  { ranges, limit }: { ranges: KeyRange<ListedTicket>[]; limit: number },
): Promise<ListedTicket[]> {
  const found: ListedTicket[] = [];
  for (const range of ranges) {
    if (found.length >= limit) break;
    found.push(...(await table.query({ range, limit: limit - found.length })));
  }
  return found;
}

/** Newest first: what came last is what somebody looks for. */
async function readListedByTime<Body>(
  table: Table,
  page: PageRequest,
  { partition, keyOf }: { partition: string; keyOf: (row: TimedKey) => Key<Body> },
): Promise<Page<Body>> {
  const rows = await table.queryByTime({
    partition,
    ...(page.after ? { before: page.after } : {}),
    order: 'descending',
    limit: page.limit + 1,
  });
  const { items: shown, next } = cutPage(rows, page.limit, (row) => row.time);
  const found = await table.getAll(shown.map(keyOf));
  return { items: found.filter((item) => item !== null), next };
}

function cutPage<Item>(found: Item[], limit: number, cursorOf: (item: Item) => string): Page<Item> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: found.length > limit && last !== undefined ? cursorOf(last) : null };
}

async function earliestRows(
  table: Table,
  { partitions, before, limit }: { partitions: string[]; before: Instant; limit: number },
): Promise<TimedKey[]> {
  const found = await Promise.all(
    partitions.map((partition) => table.queryByTime({ partition, before, order: 'ascending', limit })),
  );
  return found
    .flat()
    .sort((first, second) => (first.time < second.time ? -1 : 1))
    .slice(0, limit);
}

/** A picture that has been shown often enough costs one read and no write. */
async function wasShown(
  table: Table,
  { picture, by, times, expires }: Parameters<Store['wasShown']>[0],
): Promise<boolean> {
  const showings = await table.query({ range: items.showingsOf(picture), limit: times + 1 });
  const others = showings.filter((showing) => showing.by !== by);
  if (others.length >= times) return true;
  const ttl = Math.ceil(millisOf(expires) / 1000);
  if (others.length === showings.length)
    await table.put({ key: items.showingKey(picture, by), body: { by }, ttl });
  return false;
}

/** Nearly every delivery is new: it costs one write, and a read only when somebody was here before. */
async function claimDelivery(
  table: Table,
  { key, id, at, staleBefore }: { key: Key<Delivery>; id: string; at: Instant; staleBefore: Instant },
): ReturnType<Store['claimDelivery']> {
  const first: Delivery = { id, state: { kind: 'claimed', at, attempt: 1 } };
  if (await table.put({ key, body: first, condition: { kind: 'absent' } }))
    return { kind: 'claimed', attempt: 1 };
  const state = (await table.get(key))?.state ?? first.state;
  if (state.kind !== 'claimed' || state.at >= staleBefore) return { kind: 'taken', state };
  const attempt = state.attempt + 1;
  const again: Delivery = { id, state: { kind: 'claimed', at, attempt } };
  const condition = { kind: 'equals', field: 'state.attempt', value: state.attempt } as const;
  if (await table.put({ key, body: again, condition })) return { kind: 'claimed', attempt, again: true };
  return claimDelivery(table, { key, id, at, staleBefore });
}
