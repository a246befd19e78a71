import { Hono } from 'hono';
import * as z from 'zod';
import { parseTicketRef } from '../functions/core/ids.ts';
import { jsonOf, problemsOf, refuse } from './control-answers.ts';
import { MOST_TICKETS } from './desk-view.ts';
import type { LocalDesk } from './local-desk.ts';

const ticketsRequest = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST_TICKETS).default(MOST_TICKETS),
  after: z
    .string()
    .refine((text) => parseTicketRef(text) !== null, 'write a reference as T-7K3M-9QXA')
    .transform((text) => parseTicketRef(text))
    .optional(),
});

const gapsRequest = z.strictObject({ days: z.coerce.number().int().positive().max(36_500).default(90) });

/** `participant` counts from 1 within the ticket, `visit` from 1 within the step. */
const answerRequest = z.strictObject({
  participant: z.int().positive(),
  step: z.string(),
  visit: z.int().positive().default(1),
  outcome: z.string(),
  answers: z.record(z.string(), z.unknown()).default({}),
  reason: z.string().default(''),
});
/** `form` names the note: sent twice under one name it is noted once. */
const noteRequest = z.strictObject({ participant: z.int().positive(), form: z.string(), text: z.string() });
const migrateRequest = z.strictObject({ to: z.string() });

type TicketsDesk = Pick<
  LocalDesk,
  'ticketPage' | 'ticketDetails' | 'ticketClocks' | 'answerStep' | 'addNote' | 'migrate' | 'gaps'
>;

/** Tickets in the control API (docs/local.md). GET changes nothing. */
export function ticketsApi(desk: TicketsDesk): Hono {
  const app = new Hono();
  app.get('/_desk/tickets', (c) => {
    const request = ticketsRequest.safeParse(c.req.query());
    if (!request.success) return refuse(c, 400, problemsOf(request.error));
    const { items, next } = desk.ticketPage(request.data);
    return c.json({ tickets: items, next });
  });
  app.get('/_desk/tickets/:ref', async (c) => {
    const ref = parseTicketRef(c.req.param('ref'));
    const details = ref && (await desk.ticketDetails(ref));
    return details ? c.json(details) : refuse(c, 404, `there is no ticket ${c.req.param('ref')}`);
  });
  app.get('/_desk/tickets/:ref/clocks', async (c) => {
    const ref = parseTicketRef(c.req.param('ref'));
    const clocks = ref && (await desk.ticketClocks(ref));
    return clocks ? c.json(clocks) : refuse(c, 404, `there is no ticket ${c.req.param('ref')}`);
  });
  app.post('/_desk/tickets/:ref/answers', async (c) => {
    const ref = parseTicketRef(c.req.param('ref'));
    const request = answerRequest.safeParse(await jsonOf(c));
    if (!ref || !request.success)
      return refuse(c, 400, request.success ? 'name a ticket' : problemsOf(request.error));
    const answered = await desk.answerStep({ ref, ...request.data });
    return c.json(answered, answered.kind === 'completed' || answered.kind === 'voted' ? 200 : 409);
  });
  app.post('/_desk/tickets/:ref/notes', async (c) => {
    const ref = parseTicketRef(c.req.param('ref'));
    const request = noteRequest.safeParse(await jsonOf(c));
    if (!ref || !request.success)
      return refuse(c, 400, request.success ? 'name a ticket' : problemsOf(request.error));
    const outcome = await desk.addNote({ ref, ...request.data });
    return c.json(outcome, outcome.kind === 'noted' ? 200 : 409);
  });
  app.post('/_desk/tickets/:ref/migrate', async (c) => {
    const ref = parseTicketRef(c.req.param('ref'));
    const request = migrateRequest.safeParse(await jsonOf(c));
    if (!ref || !request.success)
      return c.json({ kind: 'refused', problems: ['name a ticket and send {"to": "<version>"}'] }, 400);
    const migration = await desk.migrate({ ref, to: request.data.to });
    return c.json(migration, migration.kind === 'migrated' ? 200 : 409);
  });
  app.get('/_desk/gaps', async (c) => {
    const request = gapsRequest.safeParse(c.req.query());
    if (!request.success) return refuse(c, 400, problemsOf(request.error));
    return c.json({ gaps: await desk.gaps(request.data.days) });
  });
  return app;
}
