import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { Clock, Downloads, OfferedFile } from '../app/ports.ts';
import { presignedUrl } from './presigned-url.ts';

const FIVE_MINUTES = 300;

/**
 * Files straight from the bucket, by an address that holds for five minutes: API Gateway's answers are capped at 10 MB,
 * Lambda's at 6.
 */
export function s3Downloads(options: { client: S3Client; bucket: string; clock: Clock }): Downloads {
  const { client, bucket, clock } = options;
  return {
    async offer(file) {
      const [request, region, credentials] = await Promise.all([
        requestFor(client, { ...file, bucket }),
        client.config.region(),
        client.config.credentials(),
      ]);
      const { protocol, hostname, port, path, query } = request;
      const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
      const at = new Date(clock());
      return {
        kind: 'elsewhere',
        url: presignedUrl({ url, query, region, credentials, at, expiresInSeconds: FIVE_MINUTES }),
      };
    },
  };
}

const builtRequest = z.object({
  protocol: z.string(),
  hostname: z.string(),
  port: z.number().optional(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
});

/** The request as the client would send it, which knows where a bucket is reached; it is stopped before it is sent. */
async function requestFor(
  client: S3Client,
  { bucket, key, type, disposition }: OfferedFile & { bucket: string },
): Promise<z.infer<typeof builtRequest>> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentType: type,
    ResponseContentDisposition: disposition,
    ResponseCacheControl: 'private, no-store',
  });
  let built: unknown = null;
  command.middlewareStack.add(
    () =>
      async ({ request }) => {
        built = request;
        return { output: { $metadata: {} }, response: null };
      },
    { step: 'build', priority: 'low' },
  );
  await client.send(command);
  return builtRequest.parse(built);
}
