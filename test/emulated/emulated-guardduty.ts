import * as z from 'zod';
import type { DeployedTemplate } from './deployed-template.ts';
import { ruleTargets } from './event-sources.ts';
import type { ServiceCall } from './needed-rights.ts';

export interface EmulatedGuardDuty {
  /** Hears of every call: what is stored where the plan looks waits to be scanned. */
  noted(call: ServiceCall): void;
  /** Tells what it found in all that waits. True when there was something. */
  deliver(): Promise<boolean>;
}

const plan = z.object({
  ProtectedResource: z.object({
    S3Bucket: z.object({ BucketName: z.string(), ObjectPrefixes: z.array(z.string()) }),
  }),
});

/** The harmless file that every scanner takes for malware, https://www.eicar.org; here its name in a text is enough. */
export const MALWARE = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE';

/**
 * What GuardDuty does with a stored object.
 * https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
 */
export function emulatedGuardDuty({
  template,
  now,
  invoke,
}: {
  template: DeployedTemplate;
  now: () => string;
  invoke: (functionName: string, event: unknown) => Promise<unknown>;
}): EmulatedGuardDuty {
  const plans = template
    .ofType('AWS::GuardDuty::MalwareProtectionPlan')
    .map(({ properties }) => plan.parse(properties).ProtectedResource.S3Bucket);
  const waiting: { bucketName: string; objectKey: string; isMalware: boolean }[] = [];
  return {
    noted({ service, method, path, body }) {
      if (service !== 's3' || method !== 'PUT') return;
      const [bucketName = '', ...rest] = decodeURIComponent(path.split('?')[0] ?? '')
        .slice(1)
        .split('/');
      const objectKey = rest.join('/');
      const isWatched = plans.some(
        ({ BucketName, ObjectPrefixes }) =>
          BucketName === bucketName && ObjectPrefixes.some((prefix) => objectKey.startsWith(prefix)),
      );
      if (isWatched) waiting.push({ bucketName, objectKey, isMalware: body.includes(MALWARE) });
    },
    async deliver() {
      const scanned = waiting.splice(0);
      for (const { isMalware, ...object } of scanned) {
        const event = {
          version: '0',
          source: 'aws.guardduty',
          'detail-type': 'GuardDuty Malware Protection Object Scan Result',
          time: now(),
          detail: {
            schemaVersion: '1.0',
            scanStatus: 'COMPLETED',
            resourceType: 'S3_OBJECT',
            s3ObjectDetails: { ...object, eTag: 'emulated', versionId: 'null', s3Throttled: false },
            scanResultDetails: isMalware
              ? { scanResultStatus: 'THREATS_FOUND', threats: [{ name: 'EICAR-Test-File (not a virus)' }] }
              : { scanResultStatus: 'NO_THREATS_FOUND', threats: null },
          },
        };
        for (const name of ruleTargets(template, event)) await invoke(name, event);
      }
      return scanned.length > 0;
    },
  };
}
