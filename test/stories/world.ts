import type { TicketRef } from '../../functions/core/ids.ts';
import type { Instant } from '../../functions/core/instant.ts';
import type { Message, Participant, Step, Ticket, TicketEvent } from '../../functions/core/ticket.ts';
import type { SuspendedItem } from '../../functions/core/suspended-item.ts';
import { storyDesk } from './story-desk.ts';

/**
 * What a story can do and see. The same stories run in the local world (in process, virtual clock), in the emulated
 * world (the deployed handlers over emulated services) and against a deployed stack; `STORY_WORLD` says where.
 */
export interface World {
  /** Sends a mail as any mail client would and waits until everything that follows from it at once is done. */
  sendMail(mail: WrittenMail): Promise<void>;
  /** Any request to the desk's web doors: chat, webhooks, status pages. */
  http(path: string, init?: RequestInit): Promise<Response>;
  /** Standard Webhooks headers for a body, signed with the secret of a source. */
  signWebhook(delivery: {
    source: string;
    id: string;
    body: string;
    at?: Instant;
  }): Promise<Record<string, string>>;
  hooks: Hooks;
  /** Lets time pass, hour by hour or by working days: `PT4H`, `P2D`; does all work due on the way. */
  advance(duration: string): Promise<void>;
  now(): Instant;
  /** What has arrived for an address, oldest first. */
  mailbox(address: string): Promise<ReceivedMail[]>;
  ticket(ref: TicketRef): Promise<TicketView>;
  tickets(): Promise<TicketRef[]>;
  held(): Promise<SuspendedItem[]>;
  close(): Promise<void>;
}

/** The systems of desk.yaml's `hooks`, played by the story. */
export interface Hooks {
  /** What a system was sent, oldest first. */
  received(id: string): Promise<ReceivedCall[]>;
  /** How it answers from now on; until then it takes the call and says nothing (202). */
  answerWith(id: string, answer: CallAnswer): void;
}

/** Header names in lower case. */
export interface ReceivedCall {
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

export interface CallAnswer {
  status: number;
  body?: unknown;
}

export interface WrittenMail {
  from: string;
  to: string | string[];
  cc?: string[];
  subject: string;
  text: string;
  inReplyTo?: string;
  references?: string[];
  headers?: Record<string, string>;
  attachments?: { filename: string; content: string; contentType: string }[];
}

/** Ids without angle brackets; header names in lower case. */
export interface ReceivedMail {
  from: string;
  fromName: string;
  to: string[];
  replyTo: string;
  subject: string;
  text: string;
  messageId: string;
  inReplyTo: string | null;
  references: string[];
  headers: Record<string, string>;
  attachments: string[];
}

export interface TicketView {
  ticket: Ticket;
  participants: Participant[];
  /** Without the tokens that complete them. */
  steps: Omit<Step, 'token'>[];
  messages: Message[];
  events: TicketEvent[];
}

const world = process.env['STORY_WORLD'] ?? 'local';

/** What only some worlds can do: a story that needs it is left out of the others. */
export const worldCan = {
  /** Let days pass. Where the clock is everybody's, it can only be waited for. */
  advance: world !== 'deployed',
  /** Be called: other systems are played where they can be reached. */
  beCalled: world !== 'deployed',
  /** Run processes beside those that are shipped. */
  runMore: world !== 'deployed',
  /** Put a mail on the wire just as it is written: under a Message-ID of one's own, or in somebody else's name. */
  forge: world !== 'deployed',
};

export async function openWorld(): Promise<World> {
  if (world === 'local') return (await import('./local-world.ts')).openLocalWorld({ change: storyDesk });
  if (world === 'emulated') return (await import('../emulated/emulated-world.ts')).openEmulatedWorld();
  if (world === 'deployed') return (await import('../deployed/deployed-world.ts')).openDeployedWorld();
  throw new Error(`STORY_WORLD is ${world}; choose local, emulated or deployed`);
}

/** An answer to a mail, as a mail client writes it: to its Reply-To, its words quoted below. */
export function answerTo(mail: ReceivedMail, answer: { from: string; text: string }): WrittenMail {
  const quoted = mail.text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  return {
    from: answer.from,
    to: mail.replyTo || mail.from,
    subject: mail.subject.startsWith('Re: ') ? mail.subject : `Re: ${mail.subject}`,
    text: `${answer.text}\n\nOn Mon, 23 Nov 2026 at 10:00, ${mail.fromName} <${mail.from}> wrote:\n${quoted}\n`,
    inReplyTo: mail.messageId,
    references: [...mail.references, mail.messageId],
  };
}

export function lastOf<Item>(items: Item[]): Item {
  const last = items.at(-1);
  if (last === undefined) throw new Error('nothing has arrived');
  return last;
}

/** What a system that was called says later, to the address that came with the call. */
export async function postCallback(
  world: World,
  said: { hook: string; call: ReceivedCall; answer: unknown; id?: string },
): Promise<Response> {
  const { hook, call, answer, id = `answer to ${String(call.body['id'])}` } = said;
  const body = JSON.stringify(answer);
  const headers = await world.signWebhook({ source: hook, id, body });
  const { pathname } = new URL(String(call.body['callback']));
  return world.http(pathname, { method: 'POST', headers, body });
}
