import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

export interface WatchedQueueProps {
  alarms: Alarms;
  /** What lies in it, in the words of the alarm: `received mail`. */
  holds: string;
  /** How long its consumer may take for a batch. */
  consumerTimeout: Duration;
  /** Deliveries before something is given up. */
  attempts: number;
}

/** A queue whose failures are kept for two weeks and announced. */
export class WatchedQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { alarms, holds, consumerTimeout, attempts }: WatchedQueueProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', { alarms, holds });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // Lambda asks for six times its timeout, so that a throttled batch does not reappear while it is worked on.
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: attempts },
    });
    alarms.whenOldestIs(`${id}Waits`, Duration.minutes(10), this.queue, `${holds} waits for ten minutes`);
  }
}

/** For a queue, a stream or an event whose handling failed for good; rings with its first entry. */
export function deadLetterQueue(
  scope: Construct,
  id: string,
  { alarms, holds }: Pick<WatchedQueueProps, 'alarms' | 'holds'>,
): Queue {
  const deadLetters = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  alarms.whenNotEmpty(`${scope.node.id}Failed`, deadLetters, `${holds} could not be handled and was set aside`);
  return deadLetters;
}
