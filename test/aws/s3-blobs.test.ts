import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import type { Blobs } from '../../functions/app/ports.ts';
import { s3Blobs } from '../../functions/aws/s3-blobs.ts';

let server: Server;
/** What each write named as its condition. */
let conditions: (string | undefined)[];

/** A bucket that answers each write so. */
async function bucketThatAnswers(status: number, code = ''): Promise<Blobs> {
  conditions = [];
  server = createServer((request, response) => {
    conditions.push(request.headers['if-none-match']);
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(code && `<Error><Code>${code}</Code><Message>as the test says</Message></Error>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
  return s3Blobs({ client, bucket: 'files' });
}

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const bytes = new Uint8Array([1, 2, 3]);

test('what may lie there already is written if nothing does, everything else always', async () => {
  const blobs = await bucketThatAnswers(200);
  await blobs.put('att/a', bytes, 'image/png', 'unless_there');
  await blobs.put('text/b', bytes, 'text/plain');
  expect(conditions).toEqual(['*', undefined]);
});

test('that it lies there already is as good as written', async () => {
  const blobs = await bucketThatAnswers(412, 'PreconditionFailed');
  await expect(blobs.put('att/a', bytes, 'image/png', 'unless_there')).resolves.toBeUndefined();
});

test.each([
  [409, 'ConditionalRequestConflict'],
  [403, 'AccessDenied'],
  [503, 'SlowDown'],
])('%i %s is a fault, for whoever asked to try again', async (status, code) => {
  const blobs = await bucketThatAnswers(status, code);
  await expect(blobs.put('att/a', bytes, 'image/png', 'unless_there')).rejects.toThrow();
});
