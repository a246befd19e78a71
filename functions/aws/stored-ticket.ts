import { createHash } from 'node:crypto';
import type { SlaPolicy } from '../core/desk.ts';
import type { Ticket } from '../core/ticket.ts';

/**
 * A ticket as it lies in the table. What was promised is the same for thousands of tickets, and longer than all else
 * that a ticket is written with each time: it is kept once, under the version that the ticket names.
 */
export type StoredTicket = Omit<Ticket, 'sla'> & { sla?: string };

/** As text, so that its names keep their order. */
export interface StoredPolicy {
  policy: string;
}

export function storedTicket({ sla, ...ticket }: Ticket): StoredTicket {
  return sla ? { ...ticket, sla: policyVersion(sla) } : ticket;
}

export function policyVersion(policy: SlaPolicy): string {
  return createHash('sha256').update(JSON.stringify(policy)).digest('base64url').slice(0, 16);
}

export function storedPolicy(policy: SlaPolicy): StoredPolicy {
  return { policy: JSON.stringify(policy) };
}

export function readStoredPolicy({ policy }: StoredPolicy): SlaPolicy {
  return JSON.parse(policy) as SlaPolicy;
}
