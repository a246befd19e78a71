import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { migrateProcess } from '../core/migrate-process.ts';
import type { Migration } from '../core/migrate-process.ts';
import { processVersion } from '../core/process-version.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/**
 * Moves a ticket to the deployed version of its process.
 * @param order.to the version that the admin means, so that nobody moves a ticket to what somebody else deployed
 *   meanwhile; `current` for whichever is deployed.
 */
export async function migrateTicket(
  deps: { store: Store; desk: Desk; clock: Clock; log: Log },
  order: { ref: TicketRef; to: string; by: string },
): Promise<Migration> {
  const { result } = await decideAndCommit<Migration>(deps.store, async () => {
    const state = await deps.store.ticket(order.ref);
    if (!state) return refused(`there is no ticket ${order.ref}`);
    const template = deps.desk.processes[state.ticket.process.id];
    if (!template) return refused(`desk/processes has no ${state.ticket.process.id} any more`);
    const version = processVersion(template);
    if (order.to !== 'current' && order.to !== version)
      return refused(
        `version ${order.to} of ${template.id} is not the one that is deployed: that is ${version}`,
      );
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    const result = migrateProcess(draft, template, order.by);
    return { changes: result.kind === 'migrated' ? changesOf(draft.finish(), 'update_ticket') : [], result };
  });
  deps.log('process_migration', { ref: order.ref, result: result.kind });
  return result;
}

function refused(problem: string): { changes: []; result: Migration } {
  return { changes: [], result: { kind: 'refused', problems: [problem] } };
}
