import * as z from 'zod';
import type { FileVerdict } from '../core/file-state.ts';

/**
 * What GuardDuty found in an object, as EventBridge brings it.
 * https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
 */
const scanEvent = z.object({
  detail: z.object({
    scanStatus: z.string(),
    s3ObjectDetails: z.object({ objectKey: z.string() }),
    scanResultDetails: z.object({
      scanResultStatus: z.string(),
      threats: z.array(z.object({ name: z.string() })).nullish(),
    }),
  }),
});

/** Null for what is no result of a scan. Whatever is not plainly clean could not be scanned. */
export function readScanEvent(event: unknown): { key: string; verdict: FileVerdict } | null {
  const read = scanEvent.safeParse(event);
  if (!read.success) return null;
  const { s3ObjectDetails, scanResultDetails, scanStatus } = read.data.detail;
  return { key: s3ObjectDetails.objectKey, verdict: verdictOf(scanStatus, scanResultDetails) };
}

function verdictOf(
  status: string,
  { scanResultStatus, threats }: z.infer<typeof scanEvent>['detail']['scanResultDetails'],
): FileVerdict {
  if (scanResultStatus === 'THREATS_FOUND')
    return { kind: 'infected', threats: (threats ?? []).map(({ name }) => name.slice(0, 100)).slice(0, 5) };
  return status === 'COMPLETED' && scanResultStatus === 'NO_THREATS_FOUND'
    ? { kind: 'clean' }
    : { kind: 'unscannable', why: scanResultStatus.slice(0, 100) };
}
