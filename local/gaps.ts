import type { ListedTicket, Store } from '../functions/app/ports.ts';
import { instantOf, millisOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';

/** Requests of one process that no help article fitted, newest first. */
export interface ProcessGaps {
  process: string;
  found: ListedTicket[];
  /** There are more, which are not listed. */
  more: boolean;
}

const MOST = 1_000;
const DAY_MS = 86_400_000;

/** What whoever closed tickets has called a gap, so many days back from now. */
export async function gapsOf(
  store: Pick<Store, 'listed'>,
  { processes, now, days }: { processes: string[]; now: Instant; days: number },
): Promise<ProcessGaps[]> {
  const since = instantOf(millisOf(now) - days * DAY_MS);
  return Promise.all(
    processes.map(async (process) => {
      const listed = await store.listed('gap', { process, since, limit: MOST + 1 });
      return { process, found: listed.slice(0, MOST), more: listed.length > MOST };
    }),
  );
}
