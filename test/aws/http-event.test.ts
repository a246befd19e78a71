import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, test } from 'vitest';
import { answerHttpEvent } from '../../functions/aws/http-event.ts';

function calledWith(call: {
  method: string;
  path?: string;
  query?: string;
  body?: string;
  base64?: boolean;
}): APIGatewayProxyEventV2 {
  const rawPath = call.path ?? '/';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: call.query ?? '',
    headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1', absent: undefined },
    ...(call.body === undefined ? {} : { body: call.body }),
    isBase64Encoded: call.base64 ?? false,
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      domainName: 'doors.example.com',
      domainPrefix: 'doors',
      http: {
        method: call.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'test',
      },
      requestId: 'request',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:09:00:00 +0000',
      timeEpoch: 1_795_338_000_000,
    },
  };
}

async function seen(event: APIGatewayProxyEventV2): Promise<Request> {
  const requests: Request[] = [];
  await answerHttpEvent(event, (request) => {
    requests.push(request);
    return new Response();
  });
  const [request] = requests;
  if (!request) throw new Error('nothing was asked');
  return request;
}

test('a header that no Request can hold is left out, and the rest answered', async () => {
  const event = calledWith({ method: 'GET' });
  const request = await seen({ ...event, headers: { ...event.headers, 'x-name': '日本', 'x-city': 'Köln' } });
  expect([request.headers.get('x-name'), request.headers.get('x-city')]).toEqual([null, 'Köln']);
  expect(request.headers.get('webhook-id')).toBe('msg_1');
});

test('address, method and headers arrive as they were sent', async () => {
  const request = await seen(
    calledWith({ method: 'GET', path: '/chat/site/a%2Fb', query: 'after=1&x=%C3%BC' }),
  );
  expect([request.method, request.url]).toEqual([
    'GET',
    'https://doors.example.com/chat/site/a%2Fb?after=1&x=%C3%BC',
  ]);
  expect(request.headers.get('webhook-id')).toBe('msg_1');
});

test.each([
  ['text', '{"a":"ü"}', false, Buffer.from('{"a":"ü"}')],
  ['base64', Buffer.from([0, 255, 128]).toString('base64'), true, Buffer.from([0, 255, 128])],
])('a body that came as %s is the bytes that were signed', async (_, body, base64, bytes) => {
  const request = await seen(calledWith({ method: 'POST', body, base64 }));
  expect(Buffer.from(await request.arrayBuffer())).toEqual(bytes);
});

test('a POST may be empty', async () => {
  expect(await (await seen(calledWith({ method: 'POST' }))).text()).toBe('');
});

test.each([
  ['a page', 'text/html; charset=UTF-8', '<p>ü</p>', '<p>ü</p>', false],
  ['JSON', 'application/json', '{"a":1}', '{"a":1}', false],
  ['a picture', 'image/png', new Uint8Array([137, 80]), 'iVA=', true],
])('%s goes out as it is', async (_, type, content, body, isBase64Encoded) => {
  const response = () =>
    new Response(content, { status: 201, headers: { 'content-type': type, etag: '"1"' } });
  expect(await answerHttpEvent(calledWith({ method: 'GET' }), response)).toEqual({
    statusCode: 201,
    headers: { 'content-type': type, etag: '"1"' },
    body,
    isBase64Encoded,
  });
});

test('an answer without a body is an empty text', async () => {
  const answer = await answerHttpEvent(
    calledWith({ method: 'POST' }),
    () => new Response(null, { status: 204 }),
  );
  expect(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8')).toHaveLength(0);
});
