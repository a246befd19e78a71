import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf, statement, synthesise } from './synthesised.ts';

const own = synthesise();
const joined = synthesise({ mode: 'join', ruleSet: 'of-the-account' });

describe('receiving', () => {
  test.each([
    ['own', own, { Ref: Match.anyValue() }],
    ['join', joined, 'of-the-account'],
  ])(
    '%s: one rule for the mail domain, scanned, over TLS, stored and announced',
    (_, template, RuleSetName) => {
      template.hasResourceProperties('AWS::SES::ReceiptRule', {
        RuleSetName,
        Rule: {
          Enabled: true,
          Recipients: ['support.example.com'],
          ScanEnabled: true,
          TlsPolicy: 'Require',
          Actions: [
            {
              S3Action: {
                ObjectKeyPrefix: 'inbound/',
                TopicArn: Match.anyValue(),
                KmsKeyArn: Match.absent(),
              },
            },
          ],
        },
      });
    },
  );

  test('a joined rule set is not ours to make', () => {
    joined.resourceCountIs('AWS::SES::ReceiptRuleSet', 0);
    joined.hasResourceProperties('Custom::ActiveReceiptRules', { mode: 'join', ruleSet: 'of-the-account' });
  });

  test('our own rule set becomes active after its rule is there', () => {
    own.hasResourceProperties('AWS::SES::ReceiptRuleSet', { RuleSetName: 'stepdesk-test' });
    const [rule] = Object.keys(own.findResources('AWS::SES::ReceiptRule'));
    own.hasResource('Custom::ActiveReceiptRules', {
      Properties: { mode: 'own', ruleSet: 'stepdesk-test' },
      DependsOn: [rule],
    });
  });

  test('the rule is made when bucket, key and topic let SES in', () => {
    const types = z.record(z.string(), z.object({ Type: z.string() }));
    const resources = types.parse(z.object({ Resources: z.unknown() }).parse(own.toJSON()).Resources);
    const [rule] = Object.values(own.findResources('AWS::SES::ReceiptRule'));
    const before = z.array(z.string()).parse(rule?.['DependsOn']);
    expect(before.map((id) => resources[id]?.Type)).toEqual(
      expect.arrayContaining(['AWS::S3::BucketPolicy', 'AWS::KMS::Key', 'AWS::SNS::TopicPolicy']),
    );
  });

  const onlyForOurRule = {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnEquals: {
      'aws:SourceArn': {
        'Fn::Join': [
          '',
          [
            'arn:aws:ses:eu-west-1:',
            { Ref: 'AWS::AccountId' },
            ':receipt-rule-set/stepdesk-test:receipt-rule/stepdesk-test-mail',
          ],
        ],
      },
    },
  };
  const bySes = { Effect: 'Allow', Principal: { Service: 'ses.amazonaws.com' }, Condition: onlyForOurRule };

  test('SES may use the key for our rule', () => {
    const key = z.object({ KeyPolicy: z.object({ Statement: z.array(statement) }) });
    const [policy] = [...resourcesOf(own, 'AWS::KMS::Key', key).values()];
    expect(policy?.KeyPolicy.Statement).toContainEqual({
      ...bySes,
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: '*',
    });
  });

  test('SES may announce what our rule received', () => {
    const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) });
    const statements = [...resourcesOf(own, 'AWS::SNS::TopicPolicy', policy).values()].flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    expect(statements).toContainEqual(expect.objectContaining({ ...bySes, Action: ['sns:Publish'] }));
  });

  test('what is announced waits in the queue as SES wrote it', () => {
    own.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      RawMessageDelivery: true,
      RedrivePolicy: Match.anyValue(),
    });
  });
});

describe('sending', () => {
  test('the domain signs, has its own return path and gets bounces as events', () => {
    own.hasResourceProperties('AWS::SES::EmailIdentity', {
      EmailIdentity: 'support.example.com',
      FeedbackAttributes: { EmailForwardingEnabled: false },
      MailFromAttributes: { MailFromDomain: 'bounce.support.example.com' },
    });
  });

  test('events of other mails of the account are none of our business', () => {
    own.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: { MatchingEventTypes: ['bounce', 'complaint', 'deliveryDelay'] },
    });
    own.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.ses'],
        'detail-type': ['Email Bounced', 'Email Complaint Received', 'Email Delivery Delayed'],
        detail: {
          mail: { tags: { 'ses:configuration-set': [{ Ref: Match.stringLikeRegexp('Configuration') }] } },
        },
      },
    });
  });

  test.each([
    ['Reputation.BounceRate', 0.04],
    ['Reputation.ComplaintRate', 0.0008],
  ])('%s rings before SES reviews the account', (MetricName, Threshold) => {
    own.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SES', MetricName, Threshold });
  });

  test.each([
    ['DnsMx', 'support.example.com MX 10 inbound-smtp.eu-west-1.amazonaws.com'],
    ['DnsMailFromMx', 'bounce.support.example.com MX 10 feedback-smtp.eu-west-1.amazonses.com'],
    ['DnsMailFromSpf', 'bounce.support.example.com TXT "v=spf1 include:amazonses.com ~all"'],
    ['DnsDmarc', '_dmarc.support.example.com TXT "v=DMARC1; p=quarantine; adkim=r; aspf=r"'],
    ['SupportAddresses', 'help@support.example.com'],
  ])('%s is told to the admin', (output, Value) => {
    own.hasOutput(output, { Value });
  });

  test('so are three DKIM records', () => {
    expect(Object.keys(own.findOutputs('*')).filter((name) => name.startsWith('DnsDkim'))).toHaveLength(3);
  });
});
