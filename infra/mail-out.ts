import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions/aws/contract.ts';
import type { Alarms } from './alarms.ts';
import { DeskFunction } from './desk-function.ts';
import type { DeskParts } from './desk-parts.ts';
import { DeadLetters, WatchedQueue } from './watched-queue.ts';

export interface MailOutProps extends DeskParts {
  mailDomain: string;
  /** Where the links of the mails lead. */
  pagesUrl: string;
}

/** Mails wait in a queue for the sender, so that SES's pace holds nothing else up; SES tells how each one fared. */
export class MailOut extends Construct {
  readonly identity: EmailIdentity;
  /** Bounces of the mail server's own come back here; needs its own MX and SPF. */
  readonly mailFromDomain: string;
  readonly #queue: Queue;

  constructor(scope: Construct, id: string, props: MailOutProps) {
    super(scope, id);
    this.mailFromDomain = `bounce.${props.mailDomain}`;
    const configurationSet = new ConfigurationSet(this, 'Configuration', {
      configurationSetName: Stack.of(this).stackName,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(props.mailDomain),
      mailFromDomain: this.mailFromDomain,
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
      // Bounces come as events; as mails they would become tickets.
      feedbackForwarding: false,
    });
    const send = sendMail(this, { ...props, configurationSet, identity: this.identity });
    const mails = new WatchedQueue(this, 'MailToSend', {
      alarms: props.alarms,
      holds: 'Mail to send',
      consumerTimeout: send.timeout,
      attempts: 8,
    });
    this.#queue = mails.queue;
    send.lambda.addEventSource(
      new SqsEventSource(mails.queue, { batchSize: 5, maxConcurrency: 5, reportBatchItemFailures: true }),
    );
    reportMailEvents(this, { ...props, configurationSet });
    watchReputation(props.alarms);
  }

  get queueUrl(): string {
    return this.#queue.queueUrl;
  }

  allowEnqueue(desk: DeskFunction<FunctionName>): void {
    desk.allow(['sqs:SendMessage'], [this.#queue.queueArn]);
  }
}

function sendMail(
  scope: Construct,
  props: MailOutProps & { configurationSet: ConfigurationSet; identity: EmailIdentity },
): DeskFunction<'send-mail'> {
  const send = new DeskFunction(scope, 'SendMail', {
    name: 'send-mail',
    does: 'Writes the mails of the outbox and hands them to SES, each once',
    environment: {
      TABLE_NAME: props.tickets.name,
      BUCKET_NAME: props.bucket.name,
      DESK_FILE: props.desk.file,
      SIGNING_SECRET_ARN: props.secrets.signing.secretArn,
      CONFIGURATION_SET: props.configurationSet.configurationSetName,
      PAGES_URL: props.pagesUrl,
    },
    layers: [props.desk.layer],
    timeout: Duration.minutes(1),
  });
  props.tickets.allow(send, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']);
  props.bucket.allowRead(send, ['att/', 'text/']);
  props.secrets.allowRead(send, props.secrets.signing);
  const configuration = Stack.of(scope).formatArn({
    service: 'ses',
    resource: 'configuration-set',
    resourceName: props.configurationSet.configurationSetName,
  });
  send.allow(['ses:SendEmail'], [props.identity.emailIdentityArn, configuration], {
    StringLike: { 'ses:FromAddress': `*@${props.mailDomain}` },
  });
  return send;
}

/**
 * SES puts an account under review from 5 % bounces or 0.1 % complaints on, and stops its mail beyond 10 % and 0.5 %.
 * https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
 */
function watchReputation(alarms: Alarms): void {
  const rateOf = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, period: Duration.hours(1), statistic: 'Maximum' });
  alarms.whenAtLeast(
    'ManyBounces',
    0.04,
    rateOf('Reputation.BounceRate'),
    'Of this account’s mail 4 % comes back; at 5 % SES puts it under review',
  );
  alarms.whenAtLeast(
    'ManyComplaints',
    0.0008,
    rateOf('Reputation.ComplaintRate'),
    'Of this account’s mail 0.08 % is called spam; at 0.1 % SES puts it under review',
  );
}

/** The default bus carries the mail events of the whole account: ours are those of our configuration set. */
function reportMailEvents(
  scope: Construct,
  props: MailOutProps & { configurationSet: ConfigurationSet },
): void {
  const bus = EventBus.fromEventBusName(scope, 'DefaultBus', 'default');
  props.configurationSet.addEventDestination('Events', {
    destination: EventDestination.eventBus(bus),
    events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.DELIVERY_DELAY],
  });
  const failed = new DeadLetters(scope, 'FailedMailEvents', {
    alarms: props.alarms,
    holds: 'A bounce, complaint or delay',
  }).queue;
  const events = new DeskFunction(scope, 'MailEvents', {
    name: 'mail-events',
    does: 'Notes on its ticket that a mail bounced, was complained about or is delayed',
    environment: { TABLE_NAME: props.tickets.name, DESK_FILE: props.desk.file },
    layers: [props.desk.layer],
  });
  events.lambda.configureAsyncInvoke({ onFailure: new SqsDestination(failed), retryAttempts: 2 });
  props.tickets.allow(events, ['GetItem', 'Query', 'PutItem']);
  new Rule(scope, 'MailEventRule', {
    description: 'How the mails of this desk fared',
    eventPattern: {
      source: ['aws.ses'],
      detailType: ['Email Bounced', 'Email Complaint Received', 'Email Delivery Delayed'],
      detail: { mail: { tags: { 'ses:configuration-set': [props.configurationSet.configurationSetName] } } },
    },
    targets: [new LambdaFunction(events.lambda, { deadLetterQueue: failed, retryAttempts: 10 })],
  });
}
