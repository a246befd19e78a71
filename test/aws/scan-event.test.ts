import { expect, test } from 'vitest';
import { readScanEvent } from '../../functions/aws/scan-event.ts';

const event = (scanStatus: string, scanResultDetails: unknown) => ({
  version: '0',
  'detail-type': 'GuardDuty Malware Protection Object Scan Result',
  source: 'aws.guardduty',
  detail: {
    schemaVersion: '1.0',
    scanStatus,
    resourceType: 'S3_OBJECT',
    s3ObjectDetails: {
      bucketName: 'mail',
      objectKey: 'att/1f',
      eTag: 'x',
      versionId: 'y',
      s3Throttled: false,
    },
    scanResultDetails,
  },
});

test.each([
  ['nothing', 'COMPLETED', { scanResultStatus: 'NO_THREATS_FOUND', threats: null }, { kind: 'clean' }],
  [
    'malware',
    'COMPLETED',
    { scanResultStatus: 'THREATS_FOUND', threats: [{ name: 'EICAR-Test-File (not a virus)' }] },
    { kind: 'infected', threats: ['EICAR-Test-File (not a virus)'] },
  ],
  [
    'malware without a name',
    'COMPLETED',
    { scanResultStatus: 'THREATS_FOUND' },
    { kind: 'infected', threats: [] },
  ],
  [
    'a password',
    'SKIPPED',
    { scanResultStatus: 'UNSUPPORTED', threats: null },
    { kind: 'unscannable', why: 'UNSUPPORTED' },
  ],
  [
    'no way in',
    'SKIPPED',
    { scanResultStatus: 'ACCESS_DENIED' },
    { kind: 'unscannable', why: 'ACCESS_DENIED' },
  ],
  ['an error of its own', 'FAILED', { scanResultStatus: 'FAILED' }, { kind: 'unscannable', why: 'FAILED' }],
  [
    'something new',
    'SKIPPED',
    { scanResultStatus: 'NO_THREATS_FOUND' },
    { kind: 'unscannable', why: 'NO_THREATS_FOUND' },
  ],
])('GuardDuty found %s', (_, status, result, verdict) => {
  expect(readScanEvent(event(status, result))).toEqual({ key: 'att/1f', verdict });
});

test.each([null, {}, { detail: {} }, { detail: { scanStatus: 'COMPLETED' } }])(
  '%j says nothing of a file',
  (other) => {
    expect(readScanEvent(other)).toBeNull();
  },
);
