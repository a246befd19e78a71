import type { DatabaseSync } from 'node:sqlite';
import type { Page, PageRequest, Store } from '../functions/app/ports.ts';
import { ticketKey } from '../functions/aws/items.ts';
import { calendarNamed } from '../functions/core/calendar.ts';
import { rebuildClocks } from '../functions/core/clock-history.ts';
import { clockDue, clockElapsed } from '../functions/core/clocks.ts';
import { deadlinePoints, stepDue } from '../functions/core/deadlines.ts';
import type { DeadlinePoint } from '../functions/core/deadlines.ts';
import type { Desk } from '../functions/core/desk.ts';
import type { TicketRef } from '../functions/core/ids.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { Delivery, OutboxItem } from '../functions/core/outbox.ts';
import type { SuspendedItem } from '../functions/core/suspended-item.ts';
import type { Clock, Message, Participant, Step, Ticket, TicketEvent } from '../functions/core/ticket.ts';
import { textWithLinks } from '../functions/core/text-links.ts';
import { TicketDraft } from '../functions/core/ticket-draft.ts';
import { gapsOf } from './gaps.ts';
import type { ProcessGaps } from './gaps.ts';
import type { ExecutionDescription, MachineRunner } from './machine-runner.ts';

/** What the desk shows of itself on this computer: everything but secrets. */
export interface DeskView {
  /** The newest tickets, newest first. */
  tickets(): TicketSummary[];
  /** Newest first. `after` is a ticket's reference: those that are older than it; none when there is no such ticket. */
  ticketPage(page: PageRequest): Page<TicketSummary>;
  /** The message or held item whose mail lies there as it came; null when there is none. */
  storedFrom(rawKey: string): StoredMail | null;
  /** Where the mails of tickets lie that say no Message-ID, the newest first. */
  unnamedMails(): string[];
  ticketDetails(ref: TicketRef): Promise<TicketDetails | null>;
  /** A ticket's clocks as they are stored, and as its history makes them again with today's calendars. */
  ticketClocks(ref: TicketRef): Promise<{ stored: Clock[]; rebuilt: Clock[] } | null>;
  held(): Promise<SuspendedItem[]>;
  /** Requests of the last so many days that no help article fitted, by process. */
  gaps(days: number): Promise<ProcessGaps[]>;
}

type StoredMail =
  { kind: 'message'; ref: TicketRef; message: Message } | { kind: 'held'; item: SuspendedItem };

export type TicketSummary = Pick<
  Ticket,
  | 'ref'
  | 'status'
  | 'subject'
  | 'channel'
  | 'inbox'
  | 'priority'
  | 'process'
  | 'createdAt'
  | 'updatedAt'
  | 'nextDeadline'
  | 'confidential'
>;

export interface TicketDetails {
  ticket: Ticket;
  participants: Participant[];
  messages: Message[];
  steps: StepView[];
  clocks: ClockView[];
  /** What time alone will bring about, earliest first. */
  deadlines: {
    rung: string;
    at: Instant;
    kind: DeadlinePoint['kind'];
    to?: string;
    do?: string;
  }[];
  events: TicketEvent[];
  outbox: (OutboxItem & { deliveries: Delivery[] })[];
  runs: ExecutionDescription[];
}

/** Without the token that completes it. */
export type StepView = Omit<Step, 'token'> & { due: Instant | null };

export interface ClockView {
  metric: string;
  cycle: number;
  state: Clock['state']['kind'];
  targetMinutes: number;
  elapsedMinutes: number;
  /** Minutes of business time; below zero when the target was missed. */
  leftMinutes: number;
  due: Instant | null;
  breachedAt: Instant | null;
}

/** On a page. */
export const MOST_TICKETS = 1000;
const PAGE = 200;
const MOST_UNNAMED = 1000;

export function openDeskView(deps: {
  database: DatabaseSync;
  store: Store;
  desk: Desk;
  runner: Pick<MachineRunner, 'executions'>;
  now: () => Instant;
}): DeskView {
  const { database, store, desk, runner, now } = deps;
  const { sk } = ticketKey('');
  database.exec(
    `CREATE INDEX IF NOT EXISTS tickets_by_age ON items (body ->> 'createdAt') WHERE sk = '${sk}' AND body ->> 'process' IS NOT NULL`,
  );
  const tickets = `SELECT body FROM items WHERE sk = '${sk}' AND body ->> 'process' IS NOT NULL`;
  // Of the same moment the later written is the newer.
  const newestFirst = "ORDER BY body ->> 'createdAt' DESC, rowid DESC LIMIT ?";
  const newest = database.prepare(`${tickets} ${newestFirst}`);
  const older = database.prepare(
    `${tickets} AND (body ->> 'createdAt', rowid) <
      (SELECT body ->> 'createdAt', rowid FROM items WHERE pk = ? AND sk = '${sk}') ${newestFirst}`,
  );

  function ticketPage({ limit, after }: PageRequest): Page<TicketSummary> {
    const rows = after ? older.all(ticketKey(after).pk, limit + 1) : newest.all(limit + 1);
    const items = rows.slice(0, limit).map((row) => summaryOf(ticketIn(row)));
    return { items, next: rows.length > limit ? (items.at(-1)?.ref ?? null) : null };
  }

  async function ticketDetails(ref: TicketRef): Promise<TicketDetails | null> {
    const state = await store.ticket(ref);
    if (!state) return null;
    const { ticket, participants, steps } = state;
    const [messages, events, outbox, deliveries] = await Promise.all([
      everything((page) => store.messages(ref, page)),
      everything((page) => store.events(ref, page)),
      everything((page) => store.outbox(ref, page)),
      store.deliveries(ref),
    ]);
    return {
      ticket,
      participants,
      messages: messages.map((message) => ({ ...message, text: textWithLinks(message) })),
      steps: steps.map(({ token: _, ...step }) => ({
        ...step,
        due: stepDue({ ...step, token: '' }, desk.calendars),
      })),
      clocks: clockViews(ticket, desk, now()),
      deadlines: deadlinePoints(new TicketDraft(state, { now: now(), desk }).deadlines).map(pointView),
      events,
      outbox: outbox.map((item) => ({
        ...item,
        deliveries: deliveries.filter(({ id }) => id.startsWith(`${item.seq}.`)),
      })),
      runs: runner.executions(`${ref}-`),
    };
  }

  async function ticketClocks(ref: TicketRef): Promise<{ stored: Clock[]; rebuilt: Clock[] } | null> {
    const state = await store.ticket(ref);
    if (!state) return null;
    const events = await everything((page) => store.events(ref, page));
    return { stored: state.ticket.clocks, rebuilt: rebuildClocks(events, state.ticket, desk.calendars) };
  }

  return {
    tickets: () => ticketPage({ limit: MOST_TICKETS }).items,
    ticketPage,
    storedFrom: (rawKey) => storedFrom(database, rawKey),
    unnamedMails: () => unnamedMails(database),
    ticketDetails,
    ticketClocks,
    held: () => everything((page) => store.held(page)),
    gaps: (days) => gapsOf(store, { processes: Object.keys(desk.processes), now: now(), days }),
  };
}

/** The index is made for the first who asks: nobody does while mail comes in, and every row would cost a little more. */
function indexByMail(database: DatabaseSync): void {
  database.exec(
    "CREATE INDEX IF NOT EXISTS items_by_mail ON items (body ->> 'rawKey') WHERE body ->> 'rawKey' IS NOT NULL",
  );
}

function unnamedMails(database: DatabaseSync): string[] {
  indexByMail(database);
  const rows = database
    .prepare(
      `SELECT body ->> 'rawKey' AS rawKey FROM items
       WHERE body ->> 'rawKey' IS NOT NULL AND body ->> 'rawKey' <> '' AND body ->> 'messageId' IS NULL
       ORDER BY rowid DESC LIMIT ?`,
    )
    .all(MOST_UNNAMED);
  return rows.map((row) => String(row['rawKey']));
}

function storedFrom(database: DatabaseSync, rawKey: string): StoredMail | null {
  indexByMail(database);
  const { sk } = ticketKey('');
  const row = database
    .prepare(
      `SELECT one.body AS body, owner.body ->> 'ref' AS ref, one.sk = '${sk}' AS isHeld
       FROM items one JOIN items owner ON owner.pk = one.pk AND owner.sk = '${sk}' WHERE one.body ->> 'rawKey' = ?`,
    )
    .get(rawKey);
  if (!row) return null;
  const body: unknown = JSON.parse(String(row['body']));
  return row['isHeld'] === 1
    ? { kind: 'held', item: body as SuspendedItem }
    : { kind: 'message', ref: String(row['ref']), message: body as Message };
}

function ticketIn(row: Record<string, unknown>): Ticket {
  return JSON.parse(String(row['body'])) as Ticket;
}

function pointView(point: DeadlinePoint): TicketDetails['deadlines'][number] {
  const { rung, at, kind } = point;
  return 'to' in point ? { rung, at, kind, to: point.to, do: point.do } : { rung, at, kind };
}

function summaryOf(ticket: Ticket): TicketSummary {
  const { ref, status, subject, channel, inbox, priority, process, createdAt, updatedAt, nextDeadline } =
    ticket;
  const mark = ticket.confidential ? { confidential: ticket.confidential } : {};
  return {
    ref,
    status,
    subject,
    channel,
    inbox,
    priority,
    process,
    createdAt,
    updatedAt,
    nextDeadline,
    ...mark,
  };
}

function clockViews(ticket: Ticket, desk: Desk, now: Instant): ClockView[] {
  return ticket.clocks.map((clock) => {
    const calendar = calendarNamed(desk.calendars, clock.calendar);
    const elapsedMinutes = clockElapsed(clock, calendar, now);
    return {
      metric: clock.metric,
      cycle: clock.cycle,
      state: clock.state.kind,
      targetMinutes: clock.targetMinutes,
      elapsedMinutes,
      leftMinutes: clock.targetMinutes - elapsedMinutes,
      due: clockDue(clock, calendar),
      breachedAt: clock.breachedAt ?? null,
    };
  });
}

async function everything<Item>(read: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const page: Page<Item> = await read({ limit: PAGE, after });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}
