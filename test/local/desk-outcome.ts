import type { LocalDesk } from '../../local/local-desk.ts';
import type { TicketDetails } from '../../local/desk-view.ts';
import type { ReceivedCall } from '../stories/world.ts';

/** Everything that anybody could see of a desk, without what is drawn by chance. */
export async function deskOutcome(desk: LocalDesk, calls: ReceivedCall[]): Promise<unknown> {
  const details = await Promise.all(desk.tickets().map(({ ref }) => desk.ticketDetails(ref)));
  const tickets = details.flatMap((ticket) => (ticket ? [ticketOutcome(ticket)] : []));
  const mailboxes = await Promise.all(
    desk.mailboxes().map(async ({ address }): Promise<[string, unknown]> => {
      const mails = await desk.mailbox(address);
      return [
        address,
        sorted(mails.map(({ subject, text, attachments }) => ({ subject, text, attachments }))),
      ];
    }),
  );
  const { toBeTakenIn, toBeRelayed, toBeSent } = desk.counters();
  return withoutChance({
    tickets: sorted(tickets),
    mailboxes: Object.fromEntries(mailboxes),
    held: (await desk.held()).map(({ cause, from }) => ({ cause, from })),
    calls: oncePerId(calls),
    left: { toBeTakenIn, toBeRelayed, toBeSent },
    nextWake: desk.nextWake(),
  });
}

function ticketOutcome({ ticket, ...details }: TicketDetails) {
  const { status, subject, process, closed, verdict, priority, fired, survey, nextDeadline } = ticket;
  return {
    ticket: { status, subject, process: [process.id, process.run], closed, verdict, priority, survey },
    nextDeadline,
    fired: fired.toSorted(),
    clocks: ticket.clocks.map(({ metric, cycle, state, elapsedMinutes }) => ({
      metric,
      cycle,
      state,
      elapsedMinutes,
    })),
    participants: sorted(details.participants.map(({ role, address }) => ({ role, address }))),
    steps: sorted(
      details.steps.map(({ id, visit, state, approval }) => ({ id, visit, state, votes: approval?.votes })),
    ),
    messages: details.messages.map(({ text, visibility, attachments }) => [
      text,
      visibility,
      attachments.length,
    ]),
    events: sorted(details.events.map(({ type, actor }) => ({ type, actor }))),
    outbox: sorted(
      details.outbox.flatMap(({ effects, state, deliveries }) => [
        ...effects.map(({ kind }) => ({ effect: kind, state })),
        ...deliveries.map((delivery) => ({ delivery: delivery.state.kind })),
      ]),
    ),
    runs: sorted(details.runs.map(({ machine, status: run, states }) => ({ machine, run, states }))),
  };
}

/** A system that is called knows a repeat by its id. */
function oncePerId(calls: ReceivedCall[]): unknown[] {
  return [...new Map(calls.map(({ headers, body }) => [headers['webhook-id'], body])).values()];
}

/** What happened side by side has no order. */
function sorted<Item>(items: Item[]): Item[] {
  const keys = new Map(items.map((item) => [item, JSON.stringify(withoutChance(item))]));
  const keyOf = (item: Item) => keys.get(item) ?? '';
  return items.toSorted((first, second) => (keyOf(first) < keyOf(second) ? -1 : 1));
}

const DRAWN: [RegExp, string][] = [
  [/T-[0-9A-Z]{4}-[0-9A-Z]{4}/g, 'T-…'],
  [/(?<=reply\+)[0-9a-z]+/g, '…'],
  [/(?<=\/t\/)[0-9a-z]+/g, '…'],
  [/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'ULID'],
];

/** As it would be were all references, links and ids the same. */
function withoutChance(value: unknown): unknown {
  const text = DRAWN.reduce((now, [drawn, same]) => now.replaceAll(drawn, same), JSON.stringify(value));
  return JSON.parse(text);
}
