import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { ReceiptRule, ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { S3 } from 'aws-cdk-lib/aws-ses-actions';
import type { Construct } from 'constructs';

export interface MailboxesStackProps extends StackProps {
  /** A subdomain of the desk's mail domain: SES lets whoever verified a domain send from below it. */
  peopleDomain: string;
  /** The account's active one. */
  ruleSet: string;
}

/** The mailboxes of the people in the stories: whatever is written to their domain lies in a bucket for a day. */
export class MailboxesStack extends Stack {
  constructor(scope: Construct, id: string, { peopleDomain, ruleSet, ...stackProps }: MailboxesStackProps) {
    super(scope, id, stackProps);
    const bucket = new Bucket(this, 'Mail', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(1) }],
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new ReceiptRule(this, 'Rule', {
      ruleSet: ReceiptRuleSet.fromReceiptRuleSetName(this, 'RuleSet', ruleSet),
      recipients: [peopleDomain],
      actions: [new S3({ bucket })],
    });
    this.#say('PeopleDomain', 'Where everybody in the stories lives', peopleDomain);
    this.#say('Mailboxes', 'Their mail', bucket.bucketName);
    this.#say(
      'DnsMx',
      'Mail to them comes to SES',
      `${peopleDomain} MX 10 inbound-smtp.${this.region}.amazonaws.com`,
    );
    this.#say(
      'DnsDmarc',
      'Lets the mail of agents pass DMARC',
      `_dmarc.${peopleDomain} TXT "v=DMARC1; p=none"`,
    );
  }

  #say(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}
