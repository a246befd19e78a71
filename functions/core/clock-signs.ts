import * as z from 'zod';
import { clockMetrics, priorities } from './desk.ts';
import type { TicketEvent } from './ticket.ts';

/** What the lines of a ticket's history mean to its clocks. */

const moment = z.iso.datetime();
const step = { step: z.string(), visit: z.int() };
const holds = z.array(
  z.object({ from: moment, to: moment.nullable(), why: z.enum(['away', 'snoozed', 'unreachable']) }),
);

/** Business minutes that another ticket had waited longer. */
const waited = z.partialRecord(z.enum(clockMetrics), z.number());

/** By type of event: what its data must say to be a sign. Other events, and other data, leave the clocks alone. */
const signs = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ticket_created'),
    /** `since`: when the message was received, however much later it was taken in. */
    data: z.object({ priority: z.enum(priorities), since: moment.optional() }),
  }),
  z.object({ type: z.literal('ticket_reopened'), data: z.object({}) }),
  z.object({ type: z.literal('ticket_merged'), data: z.object({}) }),
  /** `since`: when it was merged. */
  z.object({ type: z.literal('ticket_unmerged'), data: z.object({ since: moment }) }),
  /** `since`: since when somebody waits there for an answer. */
  z.object({
    type: z.literal('ticket_joined'),
    data: z.object({ waited, since: moment.optional() }),
  }),
  z.object({ type: z.literal('ticket_released'), data: z.object({ waited }) }),
  z.object({
    type: z.literal('message_received'),
    data: z.object({ role: z.enum(['requester', 'cc']).default('requester'), since: moment.optional() }),
  }),
  z.object({ type: z.literal('reply_sent'), data: z.object({}) }),
  z.object({
    type: z.literal('status_changed'),
    data: z.object({
      to: z.enum(['open', 'waiting_customer', 'waiting_third_party', 'scheduled', 'resolved', 'closed']),
    }),
  }),
  z.object({ type: z.literal('priority_changed'), data: z.object({ to: z.enum(priorities) }) }),
  z.object({
    type: z.literal('due_pinned'),
    data: z.object({ metric: z.enum(clockMetrics), at: moment }),
  }),
  z.object({
    type: z.literal('sla_breached'),
    data: z.object({ metric: z.enum(clockMetrics), cycle: z.int(), due: moment }),
  }),
  z.object({
    type: z.literal('step_opened'),
    data: z.object({
      ...step,
      kind: z.enum(['task', 'form', 'approval', 'customer', 'verify', 'external', 'call', 'process']),
      due: z.string().optional(),
      calendar: z.string().optional(),
      holds: holds.optional(),
    }),
  }),
  z.object({ type: z.literal('step_completed'), data: z.object(step) }),
  z.object({ type: z.literal('step_cancelled'), data: z.object(step) }),
  z.object({ type: z.literal('step_held'), data: z.object({ ...step, holds }) }),
]);

export type ClockSign = z.infer<typeof signs>;

const types = new Set<string>(signs.options.map((option) => option.shape.type.value));

/** Null for an event that means nothing to any clock. */
export function clockSign(event: TicketEvent): ClockSign | null {
  if (!types.has(event.type)) return null;
  return signs.safeParse(event).data ?? null;
}
