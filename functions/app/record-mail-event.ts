import { addDeliveryFailure } from '../core/delivery-report.ts';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/** What the mail service reports of a mail we sent, by the tags that we gave it. */
export interface MailEvent {
  ref: TicketRef;
  participant: number;
  delivery: string;
  kind: 'bounce' | 'complaint' | 'delay';
  /** Permanent: another try is pointless. Only bounces can be. */
  hard: boolean;
  /** Enhanced status code or the service's own word. */
  code: string;
}

/** Notes the event on its ticket; the same event twice is noted once. */
export async function recordMailEvent(
  deps: { store: Store; desk: Desk; clock: Clock; log: Log },
  event: MailEvent,
): Promise<void> {
  const once = `mail:${event.kind}:${event.delivery}`;
  await decideAndCommit(deps.store, async () => {
    const state = await deps.store.ticket(event.ref);
    const participant = state?.participants.find((one) => one.id === event.participant);
    if (!state || !participant || state.ticket.fired.includes(once)) return { changes: [], result: null };
    const draft = new TicketDraft(state, { now: deps.clock(), calendars: deps.desk.calendars });
    draft.ticket = { ...draft.ticket, fired: [...draft.ticket.fired, once] };
    if (event.kind === 'delay') draft.addEvent('mail_delayed', 'desk', { participant: participant.id });
    else
      addDeliveryFailure(draft, {
        participant,
        hard: event.hard || event.kind === 'complaint',
        code: event.code,
        desk: deps.desk,
      });
    return { changes: changesOf(draft.finish(), 'update_ticket'), result: null };
  });
  deps.log('mail_event', { ref: event.ref, kind: event.kind, hard: event.hard });
}
