import { isHeld } from './held-time.ts';
import type { Instant } from './instant.ts';
import { isAsked, isStaffed } from './process-template.ts';
import type { AwaitedStep } from './process-template.ts';
import type { Step, Ticket, TicketStatus } from './ticket.ts';

/**
 * What a ticket waits for, read off its open steps; with none open it stays as it was. Solved is what the customer was
 * asked about and has not denied.
 */
export function statusNow(
  ticket: Pick<Ticket, 'status' | 'closed' | 'verdict'>,
  openSteps: Step[],
  now: Instant,
): TicketStatus {
  if (ticket.closed) return 'closed';
  if (openSteps.length === 0) return ticket.status;
  if (openSteps.every(({ holds }) => isHeld(holds, 'snoozed', now))) return 'scheduled';
  const open = openSteps.map(({ definition }) => definition);
  if (open.some(isAsked)) return 'waiting_customer';
  if (open.every(waitsForOthers)) return 'waiting_third_party';
  const isClosingWork = open.every((definition) => isStaffed(definition) && definition.mandatory);
  return isClosingWork && ticket.verdict ? 'resolved' : 'open';
}

function waitsForOthers({ kind }: AwaitedStep): boolean {
  return kind === 'external' || kind === 'call' || kind === 'process';
}
