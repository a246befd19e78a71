import type { TicketRef } from '../core/ids.ts';
import { plainSubject } from '../core/outgoing-mail.ts';
import type { Store } from './ports.ts';

/** Lists a ticket among those that no help article fitted, by its subject. Confidential ones never. */
export async function listGap(store: Store, ref: TicketRef): Promise<void> {
  const { subject, process, closed, confidential } = (await store.ticket(ref))?.ticket ?? {};
  if (subject === undefined || !process || !closed || confidential) return;
  const text = plainSubject(subject);
  await store.commit([{ kind: 'list_ticket', list: 'gap', process: process.id, at: closed.at, ref, text }]);
}
