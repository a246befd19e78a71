import { DatabaseSync } from 'node:sqlite';
import { sendMail } from '../../functions/app/send-mail.ts';
import type { SendOutcome } from '../../functions/app/send-mail.ts';
import type { Blobs, Mailer, OutgoingMail, Store } from '../../functions/app/ports.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import type { MailIntent } from '../../functions/core/outbox.ts';
import type { Message, Participant, Step, Ticket } from '../../functions/core/ticket.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';
import { aMessage, aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { testMac } from '../core/signer-of-tests.ts';
import { shippedDesk } from '../desk-folder/broken-desk.ts';

export const REF = 'T-7K3M-9QXA';
/** A Monday at ten in Berlin. */
export const MONDAY = '2026-11-23T09:00:00.000Z';
export const QUESTION = '01KAREQZ0000000000000000Q1';
export const ANSWER = '01KAREQZ0000000000000000A1';

const loaded = loadDesk(shippedDesk);
if (loaded.kind === 'refused') throw new Error('the shipped desk is broken');
export const desk = loaded.desk;

export const customer = aParticipant({
  id: 1,
  address: 'customer@shop.example',
  name: 'Ada Example',
  lastMessageId: 'first@shop.example',
});
export const agent = aParticipant({
  id: 2,
  role: 'agent',
  address: 'frontline@team.example',
  name: 'Frontline',
  agentId: 'frontline',
});

export type ServiceAnswer = Awaited<ReturnType<Mailer['send']>>;

export interface MailWorld {
  store: Store;
  /** What the mail service was given. */
  sent: OutgoingMail[];
  /** Sends the one mail of the outbox. */
  send(): Promise<SendOutcome>;
  wait(millis: number): void;
  /** How the mail service answers from now on; an error: it dies before it answers. */
  answer(with_: ServiceAnswer | Error): void;
  delivery(): Promise<unknown>;
  now(): Instant;
}

/** A ticket with a customer, an agent and two messages, and one mail in its outbox. */
export async function mailWorld(given: {
  intent: MailIntent;
  ticket?: Partial<Ticket>;
  customer?: Partial<Participant>;
  answer?: Partial<Message>;
  steps?: Step[];
  blobs?: Record<string, string>;
}): Promise<MailWorld> {
  let now = millisOf(MONDAY);
  const clock = () => instantOf(now);
  const store = tableStore(openSqliteTable(new DatabaseSync(':memory:'), clock), clock);
  const ticket = aTicket({
    ref: REF,
    inbox: 'support@help.example.com',
    subject: 'AW: Printer\r\nBcc: all@shop.example',
    participantCount: 2,
    assignee: 2,
    ...given.ticket,
  });
  await store.commit([
    { kind: 'create_ticket', ticket },
    { kind: 'put_participant', ref: REF, participant: { ...customer, ...given.customer } },
    { kind: 'put_participant', ref: REF, participant: agent },
    ...(given.steps ?? []).map((step) => ({ kind: 'put_step', ref: REF, step }) as const),
    {
      kind: 'add_message',
      ref: REF,
      message: aMessage({ id: QUESTION, text: 'It prints only grey.', attachments: [] }),
    },
    {
      kind: 'add_message',
      ref: REF,
      message: aMessage({
        id: ANSWER,
        author: 2,
        text: 'Please try another cable.',
        attachments: [],
        ...given.answer,
      }),
    },
    {
      kind: 'add_outbox',
      ref: REF,
      item: { seq: 1, at: MONDAY, state: 'pending', effects: [{ kind: 'send_mail', mail: given.intent }] },
    },
  ]);

  const sent: OutgoingMail[] = [];
  let answer: ServiceAnswer | Error = {
    kind: 'sent',
    messageIds: ['a@mail-service.example', 'a@other.example'],
  };
  const mailer: Mailer = {
    send: async (mail) => {
      sent.push(mail);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const deps = {
    store,
    mailer,
    desk,
    clock,
    blobs: blobsOf(given.blobs ?? {}),
    signer: { current: 'b', mac: testMac },
    log: () => undefined,
    pagesUrl: 'https://desk.example.com',
  };
  return {
    store,
    sent,
    send: () => sendMail(deps, { ref: REF, seq: 1, index: 0 }),
    wait: (millis) => void (now += millis),
    answer: (with_) => void (answer = with_),
    delivery: async () => (await store.deliveries(REF))[0]?.state,
    now: clock,
  };
}

function blobsOf(texts: Record<string, string>): Blobs {
  return {
    get: async (key) => (texts[key] === undefined ? null : new TextEncoder().encode(texts[key])),
    put: async () => undefined,
  };
}
