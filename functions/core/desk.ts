import * as z from 'zod';
import { processTemplate } from './process-template.ts';

/** Everything an admin edits under `desk/`, checked and in one value (ARCHITECTURE §3.12). */

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'write an id in lower case with hyphens');
const address = z.string().regex(/^[^@\s]+@[^@\s]+$/, 'write an address as name@domain');
const clockTarget = z
  .string()
  .regex(/^\d+(\.\d+)?[mhd]$/, 'write a target as 30m, 4h or 2d of business time');

const openingHours = z.array(
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'write opening hours as 09:00-17:00'),
);

/** `17:00-02:00` runs past midnight; `00:00-24:00` is the whole day. */
const calendar = z.strictObject({
  timeZone: z.string(),
  hours: z.strictObject({
    mon: openingHours.default([]),
    tue: openingHours.default([]),
    wed: openingHours.default([]),
    thu: openingHours.default([]),
    fri: openingHours.default([]),
    sat: openingHours.default([]),
    sun: openingHours.default([]),
  }),
  /** Days on which nobody works, `2026-12-25`, in the calendar's time zone. */
  holidays: z.array(z.iso.date()).default([]),
});
export type Calendar = z.infer<typeof calendar>;

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof priorities)[number];

const slaClock = z.strictObject({
  targets: z.strictObject({ P1: clockTarget, P2: clockTarget, P3: clockTarget, P4: clockTarget }),
  /** Told at these points of the target, `80%`, `100%`. */
  ladder: z
    .array(
      z.strictObject({ at: z.string().regex(/^\d+%$/), to: z.string(), do: z.enum(['remind', 'escalate']) }),
    )
    .default([]),
});

export const clockMetrics = ['first_reply', 'resolution'] as const;
export type ClockMetric = (typeof clockMetrics)[number];

const slaPolicy = z.strictObject({
  calendar: id,
  clocks: z.strictObject({ first_reply: slaClock, resolution: slaClock }),
});
export type SlaPolicy = z.infer<typeof slaPolicy>;

const agent = z.strictObject({ id, name: z.string(), address });
export type Agent = z.infer<typeof agent>;

const inbox = z.strictObject({ address, name: z.string(), process: id, team: id });
export type Inbox = z.infer<typeof inbox>;

const widget = z.strictObject({
  id,
  /** Exact origins, scheme and port included: `https://www.example.com`. */
  origins: z.array(z.url()).nonempty(),
  inbox: address,
});
export type Widget = z.infer<typeof widget>;

const webhookSource = z.strictObject({
  id,
  inbox: address,
  /** JSONata over the JSON payload; yields `{from: {address, name}, subject, text, priority?, process?}`. */
  mapping: z.string(),
  /** A sample payload beside desk.yaml and what the mapping must make of it. */
  fixture: z.strictObject({ payload: z.string(), expect: z.record(z.string(), z.unknown()) }),
});
export type WebhookSource = z.infer<typeof webhookSource>;

/** What `desk/desk.yaml` holds. */
export const deskFile = z.strictObject({
  name: z.string(),
  /** The domain whose mail the desk receives; replies come back to `reply+…@` it. */
  mailDomain: z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/),
  inboxes: z.array(inbox).nonempty(),
  agents: z.array(agent).nonempty(),
  teams: z.record(id, z.strictObject({ name: z.string(), members: z.array(id).nonempty() })),
  roles: z.record(id, z.array(id).nonempty()),
  calendars: z.record(id, calendar),
  sla: z.record(z.string(), slaPolicy),
  defaultPriority: z.enum(priorities).default('P3'),
  /** Business days after closing within which an answer reopens the ticket. */
  reopenWithin: clockTarget.default('7d'),
  chat: z.array(widget).default([]),
  webhooks: z.array(webhookSource).default([]),
});
export type DeskFile = z.infer<typeof deskFile>;

/** The whole folder: desk.yaml, the templates by id, the mail texts by name (`replies/<name>.liquid`). */
export const desk = deskFile.extend({
  processes: z.record(id, processTemplate),
  replies: z.record(z.string(), z.string()),
  articles: z.record(z.string(), z.string()),
});
export type Desk = z.infer<typeof desk>;

export function inboxOf(desk: Desk, address: string): Inbox | undefined {
  const wanted = address.toLowerCase();
  return desk.inboxes.find((inbox) => inbox.address.toLowerCase() === wanted);
}

export function agentByAddress(desk: Desk, address: string): Agent | undefined {
  const wanted = address.toLowerCase();
  return desk.agents.find((agent) => agent.address.toLowerCase() === wanted);
}

/** The desk's own addresses are never participants: a mail between them would be a loop. */
export function isOwnAddress(desk: Desk, address: string): boolean {
  return address.toLowerCase().endsWith(`@${desk.mailDomain}`) || inboxOf(desk, address) !== undefined;
}
