import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Alarms } from './alarms.ts';
import type { DeskLayer } from './desk-layer.ts';
import type { MailBucket } from './mail-bucket.ts';
import type { Secrets } from './secrets.ts';
import type { TicketTable } from './ticket-table.ts';

/** What the parts of the stack share: where things are kept, and who is told when something goes wrong. */
export interface DeskParts {
  key: Key;
  alarms: Alarms;
  tickets: TicketTable;
  bucket: MailBucket;
  secrets: Secrets;
  desk: DeskLayer;
}
