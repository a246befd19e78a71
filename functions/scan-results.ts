import { recordScan } from './app/file-states.ts';
import { log, storeIn } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { once } from './aws/once.ts';
import { readScanEvent } from './aws/scan-event.ts';

const ports = once(async () => ({ store: storeIn(environmentOf('scan-results')), log }));

/** GuardDuty tells what it found in a file. */
export async function handler(event: unknown): Promise<void> {
  const scanned = readScanEvent(event);
  if (scanned) await recordScan(await ports(), scanned);
  else log('scan_event_unknown', {});
}
