import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions/aws/contract.ts';
import type { DeskFunction } from './desk-function.ts';

/** What signs reply addresses and links, and what proves a webhook. Neither value passes through the template. */
export class Secrets extends Construct {
  /** Made once by Secrets Manager. Losing it makes every reply address and link out there void, so it outlives the stack. */
  readonly signing: Secret;
  /** Empty at first; an admin puts the secrets of sources and hooks in. */
  readonly webhooks: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.signing = new Secret(this, 'Signing', {
      description: 'Keys of reply addresses and page links, by version; `current` signs',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: 'a' }),
        generateStringKey: 'a',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.webhooks = new Secret(this, 'Webhooks', {
      description: 'Secrets by webhook source or hook of desk.yaml: {"<id>": ["whsec_…"]}, at most two each',
      secretStringValue: SecretValue.unsafePlainText('{}'),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.signing).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A new key is added beside the old one, which the reply addresses and links in mails out there still need.',
    });
    Validations.of(this.webhooks).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The other system says when its secret changes; until then two are valid.',
    });
  }

  allowRead(desk: DeskFunction<FunctionName>, secret: Secret): void {
    desk.allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
  }
}
