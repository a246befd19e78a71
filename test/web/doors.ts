import { createHmac } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Hono } from 'hono';
import * as z from 'zod';
import { completeStep } from '../../functions/app/complete-step.ts';
import type { Blobs, Signer, Store } from '../../functions/app/ports.ts';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import type { TakeInOutcome } from '../../functions/app/taking-in.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import { chatApp } from '../../functions/web/chat-app.ts';
import { pagesApp } from '../../functions/web/pages-app.ts';
import { webhookApp } from '../../functions/web/webhook-app.ts';
import { localDownloads } from '../../local/local-downloads.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';

/** The three doors on a real store and a clock that stands still until it is moved. */

/** A Monday, 10:00 in Berlin. */
export const MONDAY = '2026-11-23T09:00:00.000Z';
export const SITE = 'https://www.shop.example';
export const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
export const OLD_SECRET = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;

const weekday = ['09:00-17:00'];
const targets = { P1: '1h', P2: '2h', P3: '4h', P4: '1d' };
const asked = { expires: { after: '5d', outcome: 'silent' } };

export const desk = deskSchema.parse({
  name: 'Example Support',
  mailDomain: 'help.example.com',
  inboxes: [
    { address: 'support@help.example.com', name: 'Shop Support', process: 'support', team: 'frontline' },
  ],
  agents: [{ id: 'frontline', name: 'Frontline', address: 'frontline@team.example' }],
  teams: { frontline: { name: 'Frontline', members: ['frontline'] } },
  roles: { manager: ['frontline'] },
  calendars: {
    office: {
      timeZone: 'Europe/Berlin',
      hours: { mon: weekday, tue: weekday, wed: weekday, thu: weekday, fri: weekday },
    },
  },
  sla: { standard: { calendar: 'office', clocks: { first_reply: { targets }, resolution: { targets } } } },
  chat: [{ id: 'website', inbox: 'support@help.example.com', origins: [SITE] }],
  webhooks: [
    {
      id: 'monitoring',
      inbox: 'support@help.example.com',
      mapping:
        '{"from": {"address": who}, "subject": title, "text": details, "priority": severe ? "P1" : "P3"}',
      fixture: { payload: 'webhooks/monitoring.json', expect: {} },
    },
  ],
  processes: {
    support: {
      id: 'support',
      title: { internal: 'Support', customer: 'Your request' },
      onReopen: 'investigate',
      sla: 'standard',
      steps: {
        investigate: {
          kind: 'task',
          customer: 'We are looking into it',
          owner: 'team:frontline',
          due: '2h',
          on: { done: 'verify', need_info: 'ask' },
        },
        ask: {
          kind: 'customer',
          customer: 'We need your answer',
          message: 'replies/question.liquid',
          ...asked,
          on: { replied: 'investigate', silent: 'solved' },
        },
        verify: {
          kind: 'verify',
          customer: 'Please tell us whether it works',
          message: 'replies/verify.liquid',
          ...asked,
          on: { confirmed: 'solved', rejected: 'investigate', silent: 'solved' },
        },
        solved: { kind: 'close', customer: 'Solved', code: 'presumed' },
      },
    },
  },
  replies: {},
  articles: {},
});

export interface Doors {
  store: Store;
  signer: Signer;
  blobs: Map<string, Uint8Array>;
  takeIn: (message: InboundMessage) => Promise<TakeInOutcome>;
  webhook: Hono;
  chat: ReturnType<typeof chatApp>;
  pages: Hono;
  now: () => Instant;
  advance: (millis: number) => void;
  /** Everything the store holds, to see whether anything changed. */
  everything: () => string;
}

export function openDoors(attachments: Partial<Desk['attachments']> = {}): Doors {
  let now = MONDAY;
  let drawn = 0;
  const database = new DatabaseSync(':memory:');
  const clock = () => now;
  const blobs = new Map<string, Uint8Array>();
  const signer: Signer = {
    current: 'a',
    mac: (keyVersion, text) =>
      keyVersion === 'a' ? createHmac('sha256', 'a key').update(text).digest() : null,
  };
  const deps = {
    store: tableStore(openSqliteTable(database, clock), clock),
    blobs: blobsIn(blobs),
    desk: { ...desk, attachments: { ...desk.attachments, ...attachments } },
    signer,
    clock,
    randomBytes: (count: number) => createHmac('sha256', `draw ${drawn++}`).digest().subarray(0, count),
    log: () => undefined,
  };
  const doors = {
    ...deps,
    takeIn: (message: Parameters<typeof takeInMessage>[1]) => takeInMessage(deps, message),
    completeStep: (end: Parameters<typeof completeStep>[1]) => completeStep(deps, end),
    secrets: async (source: string) => (source === 'monitoring' ? [SECRET, OLD_SECRET] : []),
  };
  return {
    store: deps.store,
    signer,
    blobs,
    takeIn: doors.takeIn,
    webhook: webhookApp(doors),
    chat: chatApp(doors),
    pages: pagesApp({ ...doors, downloads: localDownloads(deps.blobs) }),
    now: clock,
    advance: (millis) => {
      now = instantOf(millisOf(now) + millis);
    },
    everything: () => JSON.stringify(database.prepare('SELECT * FROM items ORDER BY pk, sk').all()),
  };
}

function blobsIn(blobs: Map<string, Uint8Array>): Blobs {
  return {
    async put(key, bytes) {
      blobs.set(key, bytes);
    },
    async get(key) {
      return blobs.get(key) ?? null;
    },
  };
}

/** What the chat answers, as far as the tests look at it. */
const started = z.object({ conversation: z.string(), secret: z.string() });
const taken = z.object({ ticket: z.string() });
const line = z.object({ id: z.string(), from: z.string(), name: z.string(), text: z.string() });
const reading = z.object({
  ticket: z.string().nullable(),
  status: z.string().nullable(),
  messages: z.array(line),
  cursor: z.string().nullable(),
  more: z.boolean(),
});

export async function startedOf(response: Response): Promise<z.infer<typeof started>> {
  return started.parse(await response.json());
}

export async function ticketRefOf(response: Response): Promise<string> {
  return taken.parse(await response.json()).ticket;
}

export async function readingOf(response: Response): Promise<z.infer<typeof reading>> {
  return reading.parse(await response.json());
}
