import type { Log } from '../app/ports.ts';

/** How a function tells a queue or stream which entries of a batch it must hand over again. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Works through a batch one by one. An entry that fails is reported and does not stop the others. */
export async function handleEach<Entry>(
  entries: Entry[],
  { idOf, work, log }: { idOf: (entry: Entry) => string; work: (entry: Entry) => Promise<void>; log: Log },
): Promise<BatchAnswer> {
  const batchItemFailures: BatchAnswer['batchItemFailures'] = [];
  for (const entry of entries) {
    try {
      await work(entry);
    } catch (error) {
      const itemIdentifier = idOf(entry);
      batchItemFailures.push({ itemIdentifier });
      log('entry_failed', { id: itemIdentifier, fault: faultOf(error) });
    }
  }
  return { batchItemFailures };
}

function faultOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
