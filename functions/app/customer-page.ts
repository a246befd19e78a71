import { isInConfidence } from '../core/audience.ts';
import { calendarNamed } from '../core/calendar.ts';
import { clockDue } from '../core/clocks.ts';
import { customerSteps } from '../core/customer-steps.ts';
import type { CustomerStep } from '../core/customer-steps.ts';
import { deadlinePoints, stepDue } from '../core/deadlines.ts';
import { inboxOf } from '../core/desk.ts';
import type { Calendar, Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { earliest, millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import { labelIn } from '../core/label.ts';
import { mayBePassedOn } from '../core/file-state.ts';
import type { FileState } from '../core/file-state.ts';
import { filePath, readPageToken, textPath } from '../core/page-link.ts';
import { participantOn } from '../core/merge.ts';
import { calendarOf } from '../core/process-facts.ts';
import { isAsked } from '../core/process-template.ts';
import type { Message, Participant, Step, Ticket } from '../core/ticket.ts';
import { fileStatesToday } from './file-states.ts';
import type { FileStateOf } from './file-states.ts';
import { goesOnAs, mergedInto } from './merged-tickets.ts';
import type { Clock, Signer, Store, TicketState } from './ports.ts';
import { publicMessages, shownText } from './public-messages.ts';

/** A page outlives its ticket by this much. */
const KEPT_DAYS = 90;
/** More than a ticket may have in all. */
const MESSAGES_READ = 2_000;
const MESSAGES_SHOWN = 100;

/** Where a ticket stands, as far as the customer is concerned. */
export type CustomerStage = 'with_us' | 'with_you' | 'verify' | 'solved' | 'closed';

export interface PageLine {
  at: Instant;
  from: 'you' | 'desk' | 'other';
  name: string;
  text: string;
  /** Below the address of the page, where all of the text is; null when `text` is all. */
  whole: string | null;
  files: PageFile[];
}

export interface PageFile {
  name: string;
  /** Bytes. */
  size: number;
  /** Below the address of the page; null when it is kept back. */
  path: string | null;
  state: FileState['kind'];
}

export interface CustomerPromise {
  /** Ours to answer, to take the step, to solve it; or the customer's, after which we stop waiting. */
  what: 'first_reply' | 'step' | 'resolution' | 'your_answer';
  at: Instant;
  late: boolean;
}

export interface CustomerView {
  ref: TicketRef;
  subject: string;
  /** Who answers: the inbox's name. */
  desk: string;
  title: string;
  stage: CustomerStage;
  steps: CustomerStep[];
  promise: CustomerPromise | null;
  /** In which every time on the page is written. */
  timeZone: string;
  /** The latest ones, oldest first. */
  messages: PageLine[];
  /** How many older ones are left out. */
  earlier: number;
  /** The question whether it is solved, when it is this person's to answer. */
  verify: { step: string; visit: number } | null;
  /** Not for the desk's own people, who see here what the customer sees. */
  mayAnswer: boolean;
}

/** What a link authorises: one participant of one ticket. */
export interface PageVisitor {
  state: TicketState;
  participant: Participant;
}

export interface PageDeps {
  store: Store;
  desk: Desk;
  signer: Signer;
  clock: Clock;
}

/**
 * Whoever holds a link. Null for a token that we did not make, for one whose ticket has long been closed, and for
 * somebody who has left the ticket or the desk or is not in the ticket's confidence.
 */
export async function linkHolder(deps: PageDeps, token: string): Promise<PageVisitor | null> {
  const link = readPageToken(token, deps.signer.mac);
  const named = link && (await deps.store.ticket(link.ref));
  const holder = named?.participants.find(({ id }) => id === link?.participant);
  if (!named || !holder || holder.left) return null;
  const { state, participant } = await whereItGoesOn(deps.store, { state: named, participant: holder });
  if (participant.left || isForgotten(state, deps.clock())) return null;
  if (participant.agentId && !deps.desk.agents.some(({ id }) => id === participant.agentId)) return null;
  if (state.ticket.confidential && !isInConfidence(participant, state, deps.desk)) return null;
  return { state, participant };
}

/** Who does not take part in the ticket as which his goes on sees what there was of his own. */
async function whereItGoesOn(store: Store, visitor: PageVisitor): Promise<PageVisitor> {
  const state = await goesOnAs(store, visitor.state);
  const participant = participantOn(state, visitor.participant);
  return state !== visitor.state && participant ? { state, participant } : visitor;
}

/** Whoever may see the customer's page: not somebody outside who was asked for something. */
export async function pageVisitor(deps: PageDeps, token: string): Promise<PageVisitor | null> {
  const visitor = await linkHolder(deps, token);
  return visitor?.participant.role === 'external' ? null : visitor;
}

/** The page is the customer's: what an agent wrote here would come from him and not from the desk. */
export function mayAnswer({ participant }: PageVisitor): boolean {
  return participant.role !== 'agent';
}

/** Everything on the status page, the process in one of these languages; reads only. */
export async function customerView(
  deps: PageDeps,
  visitor: PageVisitor,
  languages: readonly string[],
): Promise<CustomerView> {
  const { desk } = deps;
  const { state, participant } = visitor;
  const { ticket } = state;
  const template = desk.processes[ticket.process.id];
  const messages = await messagesOf(deps.store, state);
  const shown = messages.slice(-MESSAGES_SHOWN);
  const stateOf = await fileStatesToday(
    deps,
    shown.flatMap(({ message }) => message.attachments),
  );
  const verify = state.steps.find((step) => step.definition.kind === 'verify' && step.state.kind === 'open');
  return {
    ref: ticket.ref,
    subject: ticket.subject,
    desk: inboxOf(desk, ticket.inbox)?.name ?? desk.name,
    title: labelIn(template?.title.customer ?? '', languages),
    stage: stageOf(state),
    steps: template
      ? customerSteps(template, { steps: state.steps, closed: ticket.closed !== undefined }, languages)
      : [],
    promise: promiseOf(state, desk.calendars, deps.clock()),
    timeZone: pageTimeZone(desk, ticket),
    messages: shown.map((told) => pageLine(told, { visitor, desk, stateOf })),
    earlier: messages.length - shown.length,
    verify:
      verify && mayAnswer(visitor) && participant.id === ticket.requester
        ? { step: verify.id, visit: verify.visit }
        : null,
    mayAnswer: mayAnswer(visitor),
  };
}

function isForgotten({ ticket }: TicketState, now: Instant): boolean {
  return ticket.closed !== undefined && millisOf(now) - millisOf(ticket.closed.at) > KEPT_DAYS * 86_400_000;
}

/** Between two steps nobody is asked anything, so it is our turn. */
function stageOf({ ticket, steps }: TicketState): CustomerStage {
  if (ticket.closed) return 'closed';
  const open = openSteps(steps).map(({ definition }) => definition);
  if (open.some(({ kind }) => kind === 'verify')) return 'verify';
  if (open.some(isAsked)) return 'with_you';
  return isSolved(ticket) ? 'solved' : 'with_us';
}

/** Whom the question did not reach has not been asked whether it is solved. */
function isSolved({ verdict }: Ticket): boolean {
  return verdict === 'confirmed' || verdict === 'presumed';
}

/** The next moment by which somebody is to move; none once it is solved. */
function promiseOf(
  state: TicketState,
  calendars: Record<string, Calendar>,
  now: Instant,
): CustomerPromise | null {
  const found = nextPromise(state, calendars);
  return found && { ...found, late: found.at < now };
}

function nextPromise(
  state: TicketState,
  calendars: Record<string, Calendar>,
): Pick<CustomerPromise, 'what' | 'at'> | null {
  const { ticket, steps } = state;
  if (ticket.closed || isSolved(ticket)) return null;
  if (openSteps(steps).some(({ definition }) => isAsked(definition)))
    return promised('your_answer', askedUntil(state, calendars));
  const [firstReply, resolution] = (['first_reply', 'resolution'] as const).map((metric) => {
    const running = ticket.clocks.filter((clock) => clock.metric === metric);
    return earliest(...running.map((clock) => clockDue(clock, calendarNamed(calendars, clock.calendar))));
  });
  const step = earliest(
    ...openSteps(steps).map((open) => (open.definition.customer ? stepDue(open, calendars) : null)),
  );
  return promised('first_reply', firstReply) ?? promised('step', step) ?? promised('resolution', resolution);
}

function promised(what: CustomerPromise['what'], at: Instant | null | undefined) {
  return at ? { what, at } : null;
}

function askedUntil({ ticket, steps }: TicketState, calendars: Record<string, Calendar>): Instant | null {
  const points = deadlinePoints({ ticket, steps, calendars });
  return earliest(
    ...points.map((point) =>
      point.kind === 'step_expires' && isAsked(point.step.definition) ? point.at : null,
    ),
  );
}

/** In which the times of a ticket's pages are written: that of its process's calendar. */
export function pageTimeZone(desk: Desk, ticket: Pick<Ticket, 'process'>): string {
  return desk.calendars[calendarOf(ticket, desk)]?.timeZone ?? 'UTC';
}

function openSteps(steps: Step[]): Step[] {
  return steps.filter((step) => step.state.kind === 'open');
}

/** What was said on the ticket and on those that were merged into it, oldest first. */
async function messagesOf(
  store: Store,
  state: TicketState,
): Promise<{ on: TicketState; message: Message }[]> {
  const told = await Promise.all(
    [state, ...(await mergedInto(store, state))].map(async (on) => {
      const range = { limit: MESSAGES_READ, after: null };
      const { messages } = await publicMessages(store, on.ticket.ref, range);
      return messages.map((message) => ({ on, message }));
    }),
  );
  return told.flat().toSorted((first, second) => (first.message.id < second.message.id ? -1 : 1));
}

/** Customers see names of the desk's people and of each other, never an address. */
function pageLine(
  { on, message }: { on: TicketState; message: Message },
  { visitor, desk, stateOf }: { visitor: PageVisitor; desk: Desk; stateOf: FileStateOf },
): PageLine {
  const { state, participant } = visitor;
  const author = on.participants.find(({ id }) => id === message.author);
  const line = {
    at: message.at,
    text: shownText(message),
    whole: message.textKey ? textPath(message.id) : null,
    files: pageFiles(message, stateOf),
  };
  const reader = on === state ? participant : participantOn(on, participant);
  if (author && author.id === reader?.id) return { ...line, from: 'you', name: '' };
  return author && author.role !== 'agent'
    ? { ...line, from: 'other', name: author.name }
    : { ...line, from: 'desk', name: author?.name || desk.name };
}

/** What was attached before what was shown in the text, and last pictures that keep coming and opened containers. */
function pageFiles({ id, attachments }: Message, stateOf: FileStateOf): PageFile[] {
  const files = attachments.map((file, index) => {
    const { name, size, blobKey } = file;
    const state = stateOf(file);
    const path = blobKey && mayBePassedOn(state) ? filePath({ message: id, index }) : null;
    const place = (file.repeated || file.opened ? 2 : 0) + (file.inline ? 1 : 0);
    return { place, shown: { name, size, path, state: state.kind } };
  });
  return files.toSorted((first, second) => first.place - second.place).map(({ shown }) => shown);
}
