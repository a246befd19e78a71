import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { S3 } from 'aws-cdk-lib/aws-ses-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { inboundPrefix } from '../functions/aws/contract.ts';
import type { ReceiptRules } from './deployment.ts';
import { DeskFunction } from './desk-function.ts';
import type { DeskParts } from './desk-parts.ts';
import { WatchedQueue } from './watched-queue.ts';

export interface MailInProps extends DeskParts {
  mailDomain: string;
  receiptRules: ReceiptRules;
}

/**
 * SES stores a mail and then announces it with its receipt; the queue waits for us while we cannot come.
 * The announcement, never the bucket, says who sent it to whom and what the scanners found.
 */
export class MailIn extends Construct {
  constructor(scope: Construct, id: string, props: MailInProps) {
    super(scope, id);
    const receive = receiveEmail(this, props);
    const mail = new WatchedQueue(this, 'ReceivedMail', {
      alarms: props.alarms,
      holds: 'Received mail',
      consumerTimeout: receive.timeout,
      attempts: 5,
    });
    // If each of three cannot be read, and its header neither, that takes a minute of the function's two.
    receive.lambda.addEventSource(
      new SqsEventSource(mail.queue, { batchSize: 3, maxConcurrency: 10, reportBatchItemFailures: true }),
    );

    const names = ruleNames(this, props.receiptRules);
    const announcements = announcementTopic(this, { key: props.key, ruleArn: names.arn });
    announcements.addSubscription(
      new SqsSubscription(mail.queue, { rawMessageDelivery: true, deadLetterQueue: mail.deadLetters }),
    );
    const rule = new ReceiptRule(this, 'Rule', {
      ruleSet: ruleSetOf(this, props.receiptRules, names.ruleSet),
      receiptRuleName: names.rule,
      // The domain, not the addresses: a reply address is different for everybody, and a new inbox needs no new rule.
      recipients: [props.mailDomain],
      scanEnabled: true,
      tlsPolicy: TlsPolicy.REQUIRE,
      actions: [
        new S3({ bucket: props.bucket.bucket, objectKeyPrefix: inboundPrefix, topic: announcements }),
      ],
    });
    // SES tries bucket, key and topic out when the rule is made, so their policies have to be there.
    rule.node.addDependency(props.bucket.bucket, props.key, announcements);
    activate(this, { receiptRules: props.receiptRules, ruleSet: names.ruleSet }).node.addDependency(rule);
  }
}

function receiveEmail(scope: Construct, props: MailInProps): DeskFunction<'receive-email'> {
  const receive = new DeskFunction(scope, 'ReceiveEmail', {
    name: 'receive-email',
    does: 'Takes received mail in: reads it, finds its ticket, stores what it changes',
    environment: {
      TABLE_NAME: props.tickets.name,
      BUCKET_NAME: props.bucket.name,
      DESK_FILE: props.desk.file,
      SIGNING_SECRET_ARN: props.secrets.signing.secretArn,
    },
    layers: [props.desk.layer],
    timeout: Duration.minutes(2),
    // A whole processor: reading a mail of 40 MB is work.
    memoryMegabytes: 1769,
  });
  props.tickets.allow(receive, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']);
  props.bucket.allowRead(receive, [inboundPrefix]);
  props.bucket.allowWrite(receive, ['att/', 'text/']);
  props.secrets.allowRead(receive, props.secrets.signing);
  return receive;
}

interface RuleNames {
  ruleSet: string;
  rule: string;
  /** Of the rule, as SES names itself when it asks for the key, the topic and the bucket. */
  arn: string;
}

function ruleNames(scope: Construct, rules: ReceiptRules): RuleNames {
  const stack = Stack.of(scope);
  const ruleSet = rules.mode === 'own' ? stack.stackName : rules.ruleSet;
  const rule = `${stack.stackName}-mail`;
  const arn = stack.formatArn({
    service: 'ses',
    resource: 'receipt-rule-set',
    resourceName: `${ruleSet}:receipt-rule/${rule}`,
  });
  return { ruleSet, rule, arn };
}

function ruleSetOf(scope: Construct, rules: ReceiptRules, name: string) {
  return rules.mode === 'own'
    ? new ReceiptRuleSet(scope, 'RuleSet', { receiptRuleSetName: name })
    : ReceiptRuleSet.fromReceiptRuleSetName(scope, 'RuleSet', name);
}

/** Only our own rule may use the key and the topic: another account's SES is the same service. */
function announcementTopic(scope: Construct, { key, ruleArn }: { key: Key; ruleArn: string }): Topic {
  const ours = {
    principals: [new ServicePrincipal('ses.amazonaws.com')],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      ArnEquals: { 'aws:SourceArn': ruleArn },
    },
  };
  const topic = new Topic(scope, 'Announcements', { masterKey: key, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({ ...ours, actions: ['sns:Publish'], resources: [topic.topicArn] }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      ...ours,
      actions: ['kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt'],
      resources: ['*'],
    }),
  );
  return topic;
}

/** CloudFormation can make a rule set but not make it the active one, of which an account has one a region. */
function activate(
  scope: Construct,
  { ruleSet, receiptRules }: { ruleSet: string; receiptRules: ReceiptRules },
): CustomResource {
  const activation = new DeskFunction(scope, 'ActivateReceiptRules', {
    name: 'activate-receipt-rules',
    does: 'Makes our receipt rule set the active one, unless another one is',
    environment: {},
    timeout: Duration.minutes(2),
  });
  activation.allow(['ses:DescribeActiveReceiptRuleSet', 'ses:SetActiveReceiptRuleSet'], ['*']);
  Validations.of(activation).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'The active receipt rule set belongs to the account: these two calls know no resource.',
  });
  return new CustomResource(scope, 'ActiveRules', {
    serviceToken: activation.lambda.functionArn,
    resourceType: 'Custom::ActiveReceiptRules',
    properties: { mode: receiptRules.mode, ruleSet },
    serviceTimeout: Duration.minutes(5),
  });
}
