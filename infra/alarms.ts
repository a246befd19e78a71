import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface AlarmsProps {
  key: Key;
  /** Null: the topic is there, and whoever is on call subscribes by hand. */
  mailTo: string | null;
}

/** Where everything that a person must look at is announced. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { key, mailTo }: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    const alarmsOfThisAccount = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    };
    // A topic with a policy of its own has lost the one that lets its account's alarms in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        ...alarmsOfThisAccount,
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        ...alarmsOfThisAccount,
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: ['*'],
      }),
    );
    if (mailTo) this.topic.addSubscription(new EmailSubscription(mailTo));
  }

  /** Rings as soon as the metric reaches `threshold` once. Silence is good news. */
  whenAtLeast(id: string, threshold: number, metric: IMetric, description: string): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      alarmDescription: description,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /** What lies in a dead-letter queue was tried often enough: a person decides. */
  whenNotEmpty(id: string, deadLetters: IQueue, description: string): void {
    const waiting = deadLetters.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
    this.whenAtLeast(id, 1, waiting, description);
  }

  /** The consumer is down or too slow although nothing has failed yet. */
  whenOldestIs(id: string, age: Duration, queue: IQueue, description: string): void {
    const oldest = queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
    this.whenAtLeast(id, age.toSeconds(), oldest, description);
  }
}
