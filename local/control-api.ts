import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { addBusinessMinutes, durationMinutes } from '../functions/core/calendar.ts';
import { newUlid } from '../functions/core/ids.ts';
import { domainOf, normalAddress } from '../functions/core/inbound-message.ts';
import { instantOf, millisOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { RandomBytes } from '../functions/app/ports.ts';
import { composeMail } from './compose-mail.ts';
import { download, jsonOf, problemsOf, refuse } from './control-answers.ts';
import { fatesApi } from './fates-api.ts';
import { heldApi } from './held-api.ts';
import { doorbell } from './listeners.ts';
import type { LocalDesk } from './local-desk.ts';
import { LARGEST_MAIL } from './smtp-door.ts';
import { ticketsApi } from './tickets-api.ts';

/** A name that a browser or mail program may show, and addresses as people type them. */
const address = z.string().regex(/^[^@\s,<>]+@[^@\s,<>]+$/, 'write an address as name@domain');
const oneLine = z
  .string()
  .max(998)
  .regex(/^[^\r\n]*$/, 'write one line');

const mailRequest = z.strictObject({
  from: address,
  fromName: oneLine.default(''),
  to: z.array(address).min(1).max(50),
  subject: oneLine.default(''),
  text: z.string().default(''),
  /** Message-IDs, with or without angle brackets. */
  inReplyTo: oneLine.optional(),
  references: z.array(oneLine).default([]),
  attachments: z
    .array(z.strictObject({ name: oneLine, contentType: oneLine, base64: z.base64() }))
    .default([]),
});
type MailRequest = z.infer<typeof mailRequest>;

const HEARTBEAT_MS = 15_000;

const clockRequest = z.union(
  [
    z.strictObject({ advance: z.string() }),
    z.strictObject({ to: z.string() }),
    z.strictObject({ business: z.string().regex(/^\d+[mhd]$/) }),
  ],
  { error: 'send {"advance":"PT4H"}, {"to":"2026-11-23T09:00:00Z"} or {"business":"1d"}' },
);
type ClockRequest = z.infer<typeof clockRequest>;

/**
 * Everything a script or the desk's own page can see and do on this computer, as JSON under `/_desk/`
 * (docs/local.md). A refusal is `{"error": "<one sentence>"}`.
 */
export function controlApi(desk: LocalDesk, randomBytes: RandomBytes): Hono {
  const app = new Hono();
  const largest = LARGEST_MAIL * 1.5;
  app.use(
    '/_desk/*',
    bodyLimit({ maxSize: largest, onError: (c) => refuse(c, 413, 'that is more than 40 MB') }),
  );
  app.notFound((c) => refuse(c, 404, `there is no ${c.req.method} ${c.req.path}`));

  app.get('/_desk/desk', (c) => c.json(deskAtAGlance(desk)));

  app.route('/', ticketsApi(desk));
  app.route('/', heldApi(desk.heldMail));
  app.route('/', fatesApi(desk.mailFates));

  app.get('/_desk/mailboxes', (c) => c.json({ mailboxes: desk.mailboxes() }));
  app.get('/_desk/mailboxes/:address', async (c) => {
    const owner = c.req.param('address');
    const mails = await desk.mailbox(owner);
    if (mails.length === 0 && !desk.mailboxes().some((mailbox) => mailbox.address === normalAddress(owner)))
      return refuse(c, 404, `nobody has written to ${owner} yet`);
    return c.json({
      address: normalAddress(owner),
      mails: mails.map((mail) => ({ ...mail, raw: `/_desk/mails/${mail.id}.eml` })),
    });
  });
  app.get('/_desk/mails/:file{.+\\.eml}', async (c) => {
    const raw = await desk.mailFiles.raw(c.req.param('file').replace(/\.eml$/, ''));
    return raw ? download(c, { name: 'mail.eml', bytes: raw }) : refuse(c, 404, 'there is no such mail');
  });
  app.get('/_desk/mails/:file{.+\\.html}', async (c) => {
    const html = await desk.mailFiles.html(c.req.param('file').replace(/\.html$/, ''));
    return html === null ? refuse(c, 404, 'there is no such mail') : c.html(html, 200, harmless);
  });
  app.get('/_desk/mails/:id/attachments/:index{[0-9]+}', async (c) => {
    const file = await desk.mailFiles.attachment(c.req.param('id'), Number(c.req.param('index')));
    return file ? download(c, file) : refuse(c, 404, 'there is no such attachment');
  });
  app.post('/_desk/mail', async (c) => {
    const request = mailRequest.safeParse(await jsonOf(c));
    return request.success
      ? c.json(await post(desk, request.data, randomBytes), 202)
      : refuse(c, 400, problemsOf(request.error));
  });

  app.get('/_desk/clock', (c) => c.json(clockOf(desk)));
  app.post('/_desk/clock', async (c) => {
    if (desk.clock.mode.kind !== 'manual')
      return refuse(
        c,
        409,
        'the clock runs by itself; start the desk with --manual-clock to move it by hand',
      );
    const target = clockTarget(await jsonOf(c), desk);
    if ('problem' in target) return refuse(c, 400, target.problem);
    await desk.advanceTo(target.at);
    return c.json(clockOf(desk));
  });

  app.get('/_desk/changes', (c) => streamChanges(c, desk));
  return app;
}

/** What the page needs to know before the first ticket. */
function deskAtAGlance(desk: LocalDesk) {
  const { name, mailDomain, inboxes, agents, teams, processes, calendars } = desk.desk;
  return {
    name,
    timeZone: Object.values(calendars)[0]?.timeZone ?? 'UTC',
    mailDomain,
    inboxes,
    agents: agents.map((agent) => ({
      ...agent,
      teams: Object.values(teams)
        .filter(({ members }) => members.includes(agent.id))
        .map((team) => team.name),
    })),
    processes,
    clock: clockOf(desk),
  };
}

function clockOf(desk: LocalDesk) {
  const { clock } = desk;
  return {
    now: clock.now(),
    mode: clock.mode,
    nextWake: desk.nextWake(),
    atWork: desk.isAtWork(),
    ...desk.counters(),
  };
}

function clockTarget(body: unknown, desk: LocalDesk): { at: Instant } | { problem: string } {
  const request = clockRequest.safeParse(body);
  if (!request.success) return { problem: problemsOf(request.error) };
  const now = desk.clock.now();
  try {
    const at = instantOf(Temporal.Instant.from(momentOf(request.data, desk)).epochMilliseconds);
    return at < now ? { problem: `the clock shows ${now} and never goes back` } : { at };
  } catch {
    return { problem: 'write a time as 2026-11-23T09:00:00Z and a duration as PT4H or P1D (ISO 8601)' };
  }
}

/** Business time is that of the desk's first calendar. */
function momentOf(request: ClockRequest, { clock, desk }: LocalDesk): string {
  if ('to' in request) return request.to;
  const now = clock.now();
  if ('advance' in request)
    return Temporal.Instant.from(now).toZonedDateTimeISO('UTC').add(request.advance).toInstant().toString();
  const [calendar] = Object.values(desk.calendars);
  if (!calendar) return now;
  return addBusinessMinutes(calendar, now, durationMinutes(calendar, request.business));
}

async function post(
  desk: LocalDesk,
  request: MailRequest,
  randomBytes: RandomBytes,
): Promise<{ messageId: string }> {
  const now = desk.clock.now();
  const messageId = `${newUlid(millisOf(now), randomBytes).toLowerCase()}@${domainOf(request.from)}`;
  const references = [...new Set([...request.references, ...(request.inReplyTo ? [request.inReplyTo] : [])])];
  const raw = await composeMail({
    from: { name: request.fromName, address: request.from },
    to: request.to.map((to) => ({ name: '', address: to })),
    subject: request.subject,
    text: request.text,
    messageId,
    date: now,
    headers: {
      ...(request.inReplyTo && { 'In-Reply-To': bracketed(request.inReplyTo) }),
      ...(references.length > 0 && { References: references.map(bracketed).join(' ') }),
    },
    attachments: request.attachments.map(({ name, contentType, base64 }) => ({
      name,
      contentType,
      bytes: Buffer.from(base64, 'base64'),
    })),
  });
  await desk.receiveMail(raw, { mailFrom: request.from, recipients: request.to });
  return { messageId };
}

function bracketed(messageId: string): string {
  return messageId.startsWith('<') ? messageId : `<${messageId}>`;
}

/** One event a change, so that the page need not ask again and again; also when nothing changes, to notice its end. */
function streamChanges(c: Context, desk: LocalDesk): Response {
  return streamSSE(c, async (stream) => {
    const bell = doorbell();
    const stop = desk.onChange(bell.ring);
    stream.onAbort(bell.ring);
    while (!stream.aborted) {
      await stream.writeSSE({ event: 'change', data: JSON.stringify(clockOf(desk)) });
      await bell.rung(HEARTBEAT_MS);
    }
    stop();
  });
}

/** A mail's HTML is a stranger's: it is shown in an origin of its own, runs nothing and loads nothing. */
const harmless = {
  'Content-Security-Policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  'X-Content-Type-Options': 'nosniff',
};
