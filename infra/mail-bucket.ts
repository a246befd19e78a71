import { CfnElement, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { FunctionName, inboundPrefix } from '../functions/aws/contract.ts';
import type { DeskFunction } from './desk-function.ts';

/** What begins the keys: mail as SES stored it, deliveries of webhooks, files by their digest, texts too long for the table. */
export type BlobFolder = typeof inboundPrefix | 'webhook/' | 'att/' | 'text/';

/** Everything large, as it came. It outlives the stack. */
export class MailBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: Key;

  constructor(scope: Construct, id: string, { key }: { key: Key }) {
    super(scope, id);
    this.#key = key;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(2),
          noncurrentVersionExpiration: Duration.days(30),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only SES and our own functions get in, and an access log would be one more place that knows who wrote.',
    });
  }

  get name(): string {
    return this.bucket.bucketName;
  }

  allowRead(desk: DeskFunction<FunctionName>, folders: BlobFolder[]): void {
    this.#allow(desk, 's3:GetObject', folders);
    desk.allow(['kms:Decrypt'], [this.#key.keyArn]);
  }

  allowWrite(desk: DeskFunction<FunctionName>, folders: BlobFolder[]): void {
    this.#allow(desk, 's3:PutObject', folders);
    desk.allow(['kms:GenerateDataKey'], [this.#key.keyArn]);
  }

  #allow(desk: DeskFunction<FunctionName>, action: string, folders: BlobFolder[]): void {
    desk.allow(
      [action],
      folders.map((folder) => this.bucket.arnForObjects(`${folder}*`)),
    );
    const { defaultChild } = this.bucket.node;
    const bucket = CfnElement.isCfnElement(defaultChild) ? Stack.of(this).getLogicalId(defaultChild) : '';
    for (const folder of folders)
      Validations.of(desk).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${folder}*]`,
        reason: 'What will lie in a folder is not known beforehand; the folder is.',
      });
  }
}
