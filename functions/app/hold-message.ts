import { cutText } from '../core/cut-text.ts';
import type { Desk } from '../core/desk.ts';
import { inboxFor } from '../core/inbound-routing.ts';
import type { Refusal, SuspendedItem } from '../core/suspended-item.ts';
import { tellOfHeld } from '../core/held-answer.ts';
import type { DecisionReceipt, Ticket } from '../core/ticket.ts';
import type { TicketDraft } from '../core/ticket-draft.ts';
import { claimOf, reclaimOf } from './message-claims.ts';
import type { Change, Clock } from './ports.ts';
import { waivedBy } from './taking-in.ts';
import type { Decided, TakingIn } from './taking-in.ts';
import { changesOf } from './ticket-changes.ts';

/**
 * Holds a message back, with the place that it would have gone to. One that was held before, and now is for another
 * cause, keeps its place in the list.
 */
export function holdMessage(
  deps: { desk: Desk; clock: Clock },
  taking: TakingIn,
  held: { refusal: Refusal; found: { ticket: Ticket } | null; receipt: DecisionReceipt },
): Decided {
  const { refusal } = held;
  return { changes: writesOf(deps, taking, held), result: { kind: 'suspended', cause: refusal.cause } };
}

/**
 * Holds an answer back, and has whoever works on its ticket told where that may concern him. One that is recovered, and
 * meets another cause, was told of before.
 */
export function holdAnswer(
  deps: { desk: Desk; clock: Clock },
  taking: TakingIn,
  held: { refusal: Refusal; draft: TicketDraft; receipt: DecisionReceipt },
): Decided {
  const { refusal, draft, receipt } = held;
  const { changes, result } = holdMessage(deps, taking, { refusal, found: draft, receipt });
  const { message, record } = taking;
  if (!taking.recovery) tellOfHeld(draft, { refusal, message, item: record.id, desk: deps.desk });
  return {
    changes: draft.isUntouched ? changes : [...changes, ...changesOf(draft.finish(), 'update_ticket')],
    result,
  };
}

function writesOf(
  deps: { desk: Desk; clock: Clock },
  { message, record, recovery }: TakingIn,
  { refusal, found, receipt }: Parameters<typeof holdMessage>[2],
): Change[] {
  if (recovery) {
    const { item } = recovery;
    const waived = [...new Set(waivedBy(recovery))];
    return [
      {
        kind: 'change_held',
        item: { ...item, ...refusal, since: deps.clock(), waived },
        from: item.state.kind,
      },
      ...(message.deliveryId === item.deliveryId
        ? []
        : [reclaimOf(message, { ref: null, messageId: item.id })]),
    ];
  }
  const ref = found?.ticket.ref ?? null;
  const item: SuspendedItem = {
    id: record.id,
    at: deps.clock(),
    receivedAt: message.receivedAt,
    state: { kind: 'held' },
    ...refusal,
    waived: [],
    channel: message.channel,
    door: message.door,
    deliveryId: message.deliveryId,
    from: cutText(message.from.address, 320),
    subject: record.subject,
    rawKey: message.rawKey,
    ...(message.rawKey ? {} : { typed: message }),
    envelope: message.envelope ?? null,
    verdicts: message.verdicts,
    inbox: ref ? null : (inboxFor(message, deps.desk)?.address ?? null),
    ref,
    receipt,
  };
  return [claimOf(message, record, null), { kind: 'hold', item }];
}
