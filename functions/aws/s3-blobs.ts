import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Blobs } from '../app/ports.ts';

/**
 * Blobs as objects of one bucket; how they are encrypted is the bucket's own setting. A conditional write that meets
 * another one throws, as any fault does, and is asked for again.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3Blobs({ client, bucket }: { client: S3Client; bucket: string }): Blobs {
  return {
    async put(key, bytes, contentType, when) {
      const object = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType };
      const condition = when === 'unless_there' ? { IfNoneMatch: '*' } : {};
      try {
        await client.send(new PutObjectCommand({ ...object, ...condition }));
      } catch (error) {
        if (!(error instanceof S3ServiceException && error.name === 'PreconditionFailed')) throw error;
      }
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body ? await Body.transformToByteArray() : new Uint8Array();
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },
  };
}
