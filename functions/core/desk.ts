import * as z from 'zod';
import { addressOrDomain } from './listed.ts';
import { holdRule } from './hold-rule.ts';
import { limits } from './limits.ts';
import { processTemplate } from './process-template.ts';
import { writtenText } from './written-text.ts';

/** Everything an admin edits under `desk/`, checked and in one value. */

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
  timeZone: writtenText,
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

/** How much is affected, and how much it presses. */
export type Level = 'high' | 'medium' | 'low';
const ofUrgency = z.strictObject({
  high: z.enum(priorities),
  medium: z.enum(priorities),
  low: z.enum(priorities),
});
/** Priority by impact, then urgency. */
const priorityMatrix = z.strictObject({ high: ofUrgency, medium: ofUrgency, low: ofUrgency }).default({
  high: { high: 'P1', medium: 'P2', low: 'P3' },
  medium: { high: 'P2', medium: 'P3', low: 'P4' },
  low: { high: 'P3', medium: 'P4', low: 'P4' },
});

const clockStatus = z.enum(['open', 'waiting_customer', 'waiting_third_party', 'scheduled']);

const slaClock = z.strictObject({
  targets: z.strictObject({ P1: clockTarget, P2: clockTarget, P3: clockTarget, P4: clockTarget }),
  /** In which states of the ticket it stands still; what its metric says when absent. */
  pausedWhile: z.array(clockStatus).optional(),
  /** Told at these points of the target: `80%`, `-30m` before it, `+1h` after it. */
  ladder: z
    .array(
      z.strictObject({
        at: z.string().regex(/^(\d+%|[+-]?\d+(\.\d+)?[mhd])$/, 'write a rung as 80%, -30m or +1h'),
        to: writtenText,
        do: z.enum(['remind', 'escalate', 'raise_priority']).default('remind'),
        by: z
          .string()
          .regex(/^(mail|hook:[a-z0-9-]+)$/, 'write mail or hook:<id>')
          .default('mail'),
        urgent: z.boolean().default(false),
      }),
    )
    .default([]),
});

export const clockMetrics = [
  'first_reply',
  'next_reply',
  'periodic_update',
  'requester_wait',
  'agent_work',
  'resolution',
  'step_due',
  'external_wait',
  'approval_wait',
] as const;
export type ClockMetric = (typeof clockMetrics)[number];

const slaPolicy = z.strictObject({
  calendar: id,
  /** What is measured; `step_due` takes its target from each step, whatever it says here. */
  clocks: z.partialRecord(z.enum(clockMetrics), slaClock),
});
export type SlaPolicy = z.infer<typeof slaPolicy>;

const absence = z.strictObject({
  /** First and last day, in the time zone of the agent's calendar. */
  from: z.iso.date(),
  to: z.iso.date(),
  /** Who stands in; the rest of the team when absent. */
  deputy: id.optional(),
});

const agent = z.strictObject({
  id,
  name: writtenText,
  address,
  /** When he works, if not whenever the desk does: a calendar. */
  hours: id.optional(),
  skills: z.array(id).default([]),
  absences: z.array(absence).default([]),
  manager: id.optional(),
});
export type Agent = z.infer<typeof agent>;

/**
 * How a team's work finds its owner. `spread` goes by the ticket's reference, `round_robin` in turn, `least_loaded` to
 * whoever has least to do, `take` to whoever takes it first: within `takeWithin`, then it is the lead's.
 */
const team = z.strictObject({
  name: writtenText,
  members: z.array(id).nonempty(),
  lead: id.optional(),
  assign: z.enum(['spread', 'round_robin', 'least_loaded', 'take']).default('spread'),
  /** A requester comes back to whoever helped him last. */
  sticky: z.boolean().default(false),
  takeWithin: clockTarget.default('30m'),
});

/** Who answers when nobody else does: the members in turn, each for `days` from `start` on, with exceptions. */
const onCall = z.strictObject({
  timeZone: writtenText,
  /** `2026-11-23T08:00`, in the time zone: when the first member's first turn begins. */
  start: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'write a start as 2026-11-23T08:00'),
  days: z.int().positive().default(7),
  members: z.array(id).nonempty(),
  swaps: z.array(z.strictObject({ from: z.iso.date(), to: z.iso.date(), agent: id })).default([]),
});
export type OnCall = z.infer<typeof onCall>;

/** A system that processes call and ladders alert; its secrets lie apart, by this id. */
const hook = z.strictObject({
  id,
  url: z.url({ protocol: /^https?$/ }),
  /** Sent with each request besides the signature: plain, so no secrets. */
  headers: z.record(z.string(), z.string()).default({}),
});
export type Hook = z.infer<typeof hook>;

/** An address, or `*@domain` for every address there. */
const alias = z.string().regex(/^(\*|[^@\s]+)@[^@\s]+$/, 'write an alias as name@domain or *@domain');

const inbox = z.strictObject({
  address,
  name: writtenText,
  process: id,
  team: id,
  /** Other addresses whose mail is forwarded here. */
  aliases: z.array(alias).optional(),
  /**
   * What becomes of mail that its sender's own domain disowns (DMARC): `observe` keeps it as any other, `flag` says so to
   * the desk, `enforce` (when absent) also holds it where the domain asks for that. Agents prove themselves in any case.
   */
  verdicts: z.enum(['observe', 'flag', 'enforce']).optional(),
  /** A contact form writes here: whoever its mail is to be answered to is the sender. */
  replyToIsSender: z.boolean().optional(),
  /** Opens no tickets any more: what comes is held. */
  disabled: z.boolean().optional(),
  /** Opens tickets only for senders who were allowed; others are held. */
  allowedOnly: z.boolean().optional(),
  /** Who is not on a ticket and answers it: kept there for the desk to see (`append`, when absent), or held. */
  strangers: z.enum(['append', 'hold']).optional(),
  /** Mail that only the holder of a key can read: a ticket that says so (when absent), or held. */
  encrypted: z.enum(['ticket', 'hold']).optional(),
});
export type Inbox = z.infer<typeof inbox>;

/** Passes mail on to the desk and may say what it found out about the sender. */
const forwarder = z.strictObject({
  /** Of its envelope (MAIL FROM): the receipt must find that its domain permits this (SPF). */
  from: addressOrDomain,
  /** Under which domain it seals (ARC), if not the same. */
  sealer: addressOrDomain.optional(),
});

const ending = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,19}$/,
    'write the ending of a name in lower case and without its dot, as exe',
  );

/** What becomes of the files that come with messages. */
const attachments = z
  .strictObject({
    /** Who looks for malware in them: nobody, or Amazon GuardDuty (on AWS only, paid by the megabyte). */
    scan: z.enum(['none', 'guardduty']).default('none'),
    /** Endings that are not passed on, besides those of programs, scripts, shortcuts, disk images and macros. */
    block: z.array(ending).default([]),
    /** Endings that are passed on although they are dangerous. */
    allow: z.array(ending).default([]),
    /** Of one file. A mail service takes no mail of more than 40 MB. */
    maxMegabytes: z.int().positive().max(40).default(25),
    /** A mail with a dangerous file is delivered without the file, or held whole. */
    malware: z.enum(['keep_back', 'hold']).default('keep_back'),
  })
  .prefault({});

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
  mapping: writtenText,
  /** A sample payload beside desk.yaml and what the mapping must make of it. */
  fixture: z.strictObject({ payload: writtenText, expect: z.record(z.string(), z.unknown()) }),
});
export type WebhookSource = z.infer<typeof webhookSource>;

/** What `desk/desk.yaml` holds. */
export const deskFile = z.strictObject({
  name: writtenText,
  /** The domain whose mail the desk receives; replies come back to `reply+…@` it. */
  mailDomain: z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/),
  inboxes: z.array(inbox).nonempty(),
  agents: z.array(agent).nonempty(),
  teams: z.record(id, team),
  roles: z.record(id, z.array(id).nonempty()),
  calendars: z.record(id, calendar),
  sla: z.record(writtenText, slaPolicy),
  defaultPriority: z.enum(priorities).default('P3'),
  priorityMatrix,
  onCall: z.record(id, onCall).default({}),
  hooks: z.array(hook).default([]),
  /** Business days after closing within which an answer reopens the ticket. */
  reopenWithin: clockTarget.default('7d'),
  retention: z
    .strictObject({
      /** For so many days somebody may decide what becomes of mail that was held back. */
      heldDays: z.int().positive().default(30),
    })
    .prefault({}),
  chat: z.array(widget).default([]),
  webhooks: z.array(webhookSource).default([]),
  forwarders: z.array(forwarder).default([]),
  /** Mailing lists that put their own address into From, whose writer is then taken from X-Original-From or Reply-To. */
  lists: z.array(addressOrDomain).default([]),
  /** Mail that this desk wants a person to look at first, whoever sent it. */
  hold: z.array(holdRule).default([]),
  limits,
  attachments,
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
  const named = desk.inboxes.find((inbox) => inbox.address.toLowerCase() === wanted);
  return named ?? desk.inboxes.find(({ aliases }) => aliases?.some((alias) => isAlias(alias, wanted)));
}

/** Whether an alias of an inbox, an address or `*@` and a domain, means this address. */
export function isAlias(alias: string, address: string): boolean {
  const pattern = alias.toLowerCase();
  const wanted = address.toLowerCase();
  return pattern.startsWith('*@') ? wanted.endsWith(pattern.slice(1)) : pattern === wanted;
}

export function agentByAddress(desk: Desk, address: string): Agent | undefined {
  const wanted = address.toLowerCase();
  return desk.agents.find((agent) => agent.address.toLowerCase() === wanted);
}

/** The desk's own addresses are never participants: a mail between them would be a loop. */
export function isOwnAddress(desk: Desk, address: string): boolean {
  return address.toLowerCase().endsWith(`@${desk.mailDomain}`) || inboxOf(desk, address) !== undefined;
}
