import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { presignedUrl } from '../../functions/aws/presigned-url.ts';
import { s3Downloads } from '../../functions/aws/s3-downloads.ts';

test('the example of the S3 documentation is signed as it is there', () => {
  const url = presignedUrl({
    url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
    query: {},
    region: 'us-east-1',
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    at: new Date('2013-05-24T00:00:00.000Z'),
    expiresInSeconds: 86_400,
  });
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test('a file is offered for five minutes, as what it may be taken for, and nothing is sent for that', async () => {
  const credentials = { accessKeyId: 'KEY', secretAccessKey: 'SECRET', sessionToken: 'of the/role=' };
  const client = new S3Client({ region: 'eu-west-1', credentials, endpoint: 'http://127.0.0.1:1' });
  const downloads = s3Downloads({ client, bucket: 'mail', clock: () => '2026-11-23T09:00:00.000Z' });
  const disposition = `attachment; filename="a_b.pdf"; filename*=UTF-8''a%C3%B6b.pdf`;
  const offer = await downloads.offer({ key: 'att/1f', type: 'application/octet-stream', disposition });
  const url = new URL(offer?.kind === 'elsewhere' ? offer.url : '');
  expect(`${url.origin}${url.pathname}`).toBe('http://127.0.0.1:1/mail/att/1f');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    'X-Amz-Credential': 'KEY/20261123/eu-west-1/s3/aws4_request',
    'X-Amz-Date': '20261123T090000Z',
    'X-Amz-Expires': '300',
    'X-Amz-Security-Token': 'of the/role=',
    'X-Amz-SignedHeaders': 'host',
    'response-cache-control': 'private, no-store',
    'response-content-disposition': disposition,
    'response-content-type': 'application/octet-stream',
  });
});

test('on AWS a bucket is reached under its own name', async () => {
  const credentials = { accessKeyId: 'KEY', secretAccessKey: 'SECRET' };
  const client = new S3Client({ region: 'eu-west-1', credentials });
  const downloads = s3Downloads({ client, bucket: 'mail', clock: () => '2026-11-23T09:00:00.000Z' });
  const offer = await downloads.offer({ key: 'att/1f', type: 'image/png', disposition: 'inline' });
  expect(offer).toMatchObject({
    url: expect.stringMatching(/^https:\/\/mail\.s3\.eu-west-1\.amazonaws\.com\/att\/1f\?/) as string,
  });
});
