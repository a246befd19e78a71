import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener, Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { httpCaller } from '../../functions/aws/http-caller.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jobs`;
}

const body = new TextEncoder().encode('{"id":"1"}');

test('posts as it is told and brings the answer back', async () => {
  const url = await serving((request, response) => {
    request.toArray().then((chunks) => {
      const text = Buffer.concat(chunks).toString();
      response.writeHead(200).end(`${request.method} ${String(request.headers['webhook-id'])} ${text}`);
    }, response.destroy);
  });
  const answer = await httpCaller().post({ url, headers: { 'webhook-id': 'T-1.2.0' }, body });
  expect([answer.status, new TextDecoder().decode(answer.body ?? undefined)]).toEqual([
    200,
    'POST T-1.2.0 {"id":"1"}',
  ]);
});

test('follows no redirect', async () => {
  const url = await serving((_request, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end();
  });
  expect((await httpCaller().post({ url, headers: {}, body })).status).toBe(302);
});

test('reads no more than an answer can be', async () => {
  const url = await serving((_request, response) => {
    response.writeHead(200).end('x'.repeat(64 * 1024 + 1));
  });
  expect(await httpCaller().post({ url, headers: {}, body })).toEqual({ status: 200, body: null });
});

test('gives up on a system that says nothing, also in the middle of its answer', async () => {
  const url = await serving((_request, response) => {
    response.writeHead(200).write('{"outcome"');
  });
  await expect(httpCaller({ timeLimitMs: 50 }).post({ url, headers: {}, body })).rejects.toThrow(
    /timeout|aborted/i,
  );
});

test.each(['file:///etc/hostname', 'data:text/plain,1', 'ftp://robot.example'])(
  'never asks %s',
  async (url) => {
    await expect(httpCaller().post({ url, headers: {}, body })).rejects.toThrow('only http and https');
  },
);
