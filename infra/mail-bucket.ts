import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions/aws/contract.ts';
import type { DeskFunction } from './desk-function.ts';

/** Raw mail as it came, attachments, long texts. It outlives the stack. */
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
  }

  get name(): string {
    return this.bucket.bucketName;
  }

  /** @param prefix of the keys, `inbound/`; empty for every key. */
  allowRead(desk: DeskFunction<FunctionName>, prefix: string): void {
    desk.allow(['s3:GetObject'], [this.bucket.arnForObjects(`${prefix}*`)]);
    desk.allow(['kms:Decrypt'], [this.#key.keyArn]);
  }

  allowWrite(desk: DeskFunction<FunctionName>, prefix: string): void {
    desk.allow(['s3:PutObject'], [this.bucket.arnForObjects(`${prefix}*`)]);
    // A file of more than a few megabytes goes up in parts, and S3 reads the parts' key again to join them.
    desk.allow(['kms:GenerateDataKey', 'kms:Decrypt'], [this.#key.keyArn]);
  }
}
