import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { outboxSortKeyPrefix, tableLayout } from '../functions/aws/contract.ts';
import type { FunctionName } from '../functions/aws/contract.ts';
import type { CallsOut } from './calls-out.ts';
import { DeskFunction } from './desk-function.ts';
import type { DeskParts } from './desk-parts.ts';
import type { MailOut } from './mail-out.ts';
import type { Processes } from './processes.ts';
import { DeadLetters } from './watched-queue.ts';

export interface OutboxProps extends DeskParts {
  processes: Processes;
  mailOut: MailOut;
  callsOut: CallsOut;
}

/** What a transaction decided is performed here: at once from the table's stream, and what was missed, by the sweep. */
export class Outbox extends Construct {
  constructor(scope: Construct, id: string, props: OutboxProps) {
    super(scope, id);
    relay(this, props);
    sweep(this, props);
  }
}

function relay(scope: Construct, props: OutboxProps): void {
  const performs = new DeskFunction(scope, 'Relay', {
    name: 'relay',
    does: 'Performs what a transaction decided: starts runs, ends steps, hands mails and calls on',
    environment: effectsEnvironment(props),
    layers: [props.desk.layer],
  });
  allowEffects(performs, props);
  const failed = new DeadLetters(scope, 'FailedRelays', { alarms: props.alarms, holds: 'An outbox item' })
    .queue;
  performs.lambda.addEventSource(
    new DynamoEventSource(props.tickets.table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 25,
      parallelizationFactor: 4,
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(23),
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(failed),
      filters: [
        FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { Keys: { [tableLayout.sortKey]: { S: [{ prefix: outboxSortKeyPrefix }] } } },
        }),
      ],
    }),
  );
  // The sweep does its work meanwhile, so that nobody else would notice.
  props.alarms.whenAtLeast(
    'RelayLags',
    Duration.minutes(10).toMilliseconds(),
    performs.lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
    'What was decided waits for ten minutes until it is performed',
  );
}

function sweep(scope: Construct, props: OutboxProps): void {
  const sweeps = new DeskFunction(scope, 'Sweep', {
    name: 'sweep',
    does: 'Finds what nobody performed or reviewed, and once a day looks through the mail that is held',
    environment: effectsEnvironment(props),
    layers: [props.desk.layer],
    timeout: Duration.minutes(5),
  });
  allowEffects(sweeps, props);
  props.tickets.allow(sweeps, ['BatchGetItem']);
  props.tickets.allowByTime(sweeps);
  const failed = new DeadLetters(scope, 'FailedSweeps', { alarms: props.alarms, holds: 'A sweep' }).queue;
  sweeps.lambda.configureAsyncInvoke({ onFailure: new SqsDestination(failed), retryAttempts: 1 });
  new Rule(scope, 'SweepSchedule', {
    description: 'Looks every 15 minutes for what fell by the wayside',
    schedule: Schedule.rate(Duration.minutes(15)),
    targets: [new LambdaFunction(sweeps.lambda, { deadLetterQueue: failed })],
  });
}

function effectsEnvironment({ tickets, desk, processes, mailOut, callsOut }: OutboxProps) {
  return {
    TABLE_NAME: tickets.name,
    DESK_FILE: desk.file,
    PROCESS_MACHINE_ARN_PREFIX: processes.machineArnPrefix,
    DEADLINE_MACHINE_ARN: processes.deadlineMachineArn,
    MAIL_QUEUE_URL: mailOut.queueUrl,
    CALL_QUEUE_URL: callsOut.queueUrl,
  };
}

function allowEffects(
  desk: DeskFunction<FunctionName>,
  { tickets, processes, mailOut, callsOut }: OutboxProps,
): void {
  tickets.allow(desk, ['GetItem', 'Query', 'PutItem', 'UpdateItem']);
  processes.allowRuns(desk);
  mailOut.allowEnqueue(desk);
  callsOut.allowEnqueue(desk);
}
