import { addDeliveryFailure, addRefusal, COMPLAINT } from '../core/delivery-report.ts';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import type { MailIntent } from '../core/outbox.ts';
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

interface Deps {
  store: Store;
  desk: Desk;
  clock: Clock;
  log: Log;
}

/** Notes the event on its ticket; the same event twice is noted once. */
export async function recordMailEvent(deps: Deps, event: MailEvent): Promise<void> {
  const { ref, kind, delivery, hard, code } = event;
  await noteOnce(deps, { ref, once: `mail:${kind}:${delivery}` }, (draft) => {
    const participant = draft.participants.find(({ id }) => id === event.participant);
    if (!participant) return;
    if (kind === 'delay') return draft.addEvent('mail_delayed', 'desk', { participant: participant.id });
    const isComplaint = kind === 'complaint';
    addDeliveryFailure(draft, {
      participant,
      hard: hard || isComplaint,
      code: isComplaint && code !== COMPLAINT ? `${COMPLAINT}: ${code}` : code,
      desk: deps.desk,
    });
  });
  deps.log('mail_event', { ref, kind, hard });
}

/** Notes that a mail of the outbox was not sent, and why; the same mail twice is noted once. */
export async function recordMailRefusal(
  deps: Deps,
  refused: { ref: TicketRef; delivery: string; intent: MailIntent; reason: string },
): Promise<void> {
  const { ref, delivery, intent, reason } = refused;
  await noteOnce(deps, { ref, once: `mail:refused:${delivery}` }, (draft) =>
    addRefusal(draft, { intent, reason, desk: deps.desk }),
  );
}

async function noteOnce(
  deps: Deps,
  { ref, once }: { ref: TicketRef; once: string },
  note: (draft: TicketDraft) => void,
): Promise<void> {
  await decideAndCommit(deps.store, async () => {
    const state = await deps.store.ticket(ref);
    if (!state || state.ticket.fired.includes(once)) return { changes: [], result: null };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    note(draft);
    if (draft.isUntouched) return { changes: [], result: null };
    draft.ticket = { ...draft.ticket, fired: [...draft.ticket.fired, once] };
    return { changes: changesOf(draft.finish(), 'update_ticket'), result: null };
  });
}
