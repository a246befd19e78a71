import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderBlobs } from '../../local/folder-blobs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-blobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('gives back the bytes that were put, and the newer ones after another put', async () => {
  const blobs = folderBlobs(folder);
  await blobs.put('inbound/1', Buffer.from([0, 128, 255]), 'message/rfc822');
  expect(Buffer.from((await blobs.get('inbound/1')) ?? [])).toEqual(Buffer.from([0, 128, 255]));
  await blobs.put('inbound/1', Buffer.from('newer'), 'message/rfc822');
  expect(Buffer.from((await blobs.get('inbound/1')) ?? []).toString()).toBe('newer');
  expect(await readdir(join(folder, 'inbound'))).toEqual(['1']);
});

test('has null for a key that was never put', async () => {
  expect(await folderBlobs(folder).get('inbound/none')).toBeNull();
});

test.each(['../outside', 'inbound/../../outside', 'inbound//x', '', 'a/./b', 'a\u0000b', 'a\\b'])(
  'refuses the key %j',
  async (key) => {
    await expect(folderBlobs(folder).put(key, new Uint8Array(1), 'text/plain')).rejects.toThrow(
      /not a blob's key/,
    );
  },
);
