import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

/** For what a queue, a stream or an event could not get handled; kept for two weeks, and rings with its first entry. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  /** @param id becomes the alarm's name too. */
  constructor(scope: Construct, id: string, { alarms, holds }: { alarms: Alarms; holds: string }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is where failures end: behind it is an alarm and a person.',
    });
    alarms.whenNotEmpty(id, this.queue, `${holds} could not be handled and was set aside`);
  }
}

export interface WatchedQueueProps {
  alarms: Alarms;
  /** What lies in it, in the words of the alarm: `Received mail`. */
  holds: string;
  /** How long its consumer may take for a batch. */
  consumerTimeout: Duration;
  /** Deliveries before something is given up. */
  attempts: number;
}

/** A queue that rings when it stands still or had to give something up. */
export class WatchedQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { alarms, holds, consumerTimeout, attempts }: WatchedQueueProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, `${id}Failed`, { alarms, holds }).queue;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // Lambda asks for six times its timeout, so that a throttled batch does not reappear while it is worked on.
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: attempts },
    });
    // What failed once comes again after that time, and is no matter for a person before.
    const secondTry = Duration.minutes(Math.ceil(consumerTimeout.toMinutes() * 6) + 5);
    alarms.whenOldestIs(
      `${id}Waits`,
      secondTry,
      this.queue,
      `${holds} waits for ${secondTry.toMinutes()} minutes`,
    );
  }
}
