import { GetObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { readReceived } from '../stories/written-mail.ts';
import type { ReceivedMail } from '../stories/world.ts';

export interface PeopleMail {
  /** Everything that arrived since, oldest first. */
  arrived(): Promise<ReceivedMail[]>;
}

/** Reads what SES put into the bucket; a mail is fetched once. */
export function openPeopleMail(options: { region: string; bucket: string; since: Date }): PeopleMail {
  const { region, bucket: Bucket, since } = options;
  const s3 = new S3Client({ region });
  const known = new Map<string, ReceivedMail>();

  async function fetch(Key: string): Promise<ReceivedMail> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return readReceived((await Body?.transformToByteArray()) ?? new Uint8Array());
  }

  return {
    async arrived() {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
        const fresh = Contents.filter(({ LastModified }) => LastModified && LastModified >= since);
        for (const { Key } of fresh.toSorted((one, other) => timeOf(one) - timeOf(other)))
          if (Key && !known.has(Key)) known.set(Key, await fetch(Key));
      }
      return [...known.values()];
    },
  };
}

function timeOf({ LastModified }: { LastModified?: Date }): number {
  return LastModified?.getTime() ?? 0;
}
