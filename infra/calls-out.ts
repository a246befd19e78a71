import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions/aws/contract.ts';
import { DeskFunction } from './desk-function.ts';
import type { DeskParts } from './desk-parts.ts';
import { WatchedQueue } from './watched-queue.ts';

export interface CallsOutProps extends DeskParts {
  /** Where the other systems call back to. */
  pagesUrl: string;
}

/** Calls to other systems wait in a queue, so that a slow system holds nothing else up. */
export class CallsOut extends Construct {
  readonly #queue: Queue;

  constructor(scope: Construct, id: string, props: CallsOutProps) {
    super(scope, id);
    const calls = new DeskFunction(this, 'CallSystem', {
      name: 'call-system',
      does: 'Calls other systems as the outbox says, signed, and ends the step with what they answer',
      environment: {
        TABLE_NAME: props.tickets.name,
        DESK_FILE: props.desk.file,
        WEBHOOK_SECRET_ARN: props.secrets.webhooks.secretArn,
        PAGES_URL: props.pagesUrl,
      },
      layers: [props.desk.layer],
      timeout: Duration.minutes(1),
    });
    props.tickets.allow(calls, ['GetItem', 'Query', 'PutItem']);
    props.secrets.allowRead(calls, props.secrets.webhooks);
    const waiting = new WatchedQueue(this, 'CallsToMake', {
      alarms: props.alarms,
      holds: 'A call to another system',
      consumerTimeout: calls.timeout,
      // A call is given up after eight tries; some deliveries meet another that is still at it.
      attempts: 12,
    });
    this.#queue = waiting.queue;
    calls.lambda.addEventSource(
      // Each may take the ten seconds that a system has for its answer.
      new SqsEventSource(waiting.queue, { batchSize: 4, maxConcurrency: 5, reportBatchItemFailures: true }),
    );
  }

  get queueUrl(): string {
    return this.#queue.queueUrl;
  }

  allowEnqueue(desk: DeskFunction<FunctionName>): void {
    desk.allow(['sqs:SendMessage'], [this.#queue.queueArn]);
  }
}
