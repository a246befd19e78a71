import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { handler } from '../../functions/activate-receipt-rules.ts';
import { activationOf } from '../../functions/aws/receipt-rules.ts';

/** SES as far as rule sets go, and CloudFormation waiting for its answer, at one address. */
const account = { active: null as string | null, busyFor: 0, answers: [] as unknown[] };

async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
  const body = await text(request);
  if (request.method === 'PUT') {
    account.answers.push(JSON.parse(body));
    return { status: 200, body: '' };
  }
  if (account.busyFor > 0) {
    account.busyFor -= 1;
    const error = '<Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error>';
    return { status: 400, body: `<ErrorResponse>${error}</ErrorResponse>` };
  }
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  if (action === 'SetActiveReceiptRuleSet') account.active = form.get('RuleSetName');
  const metadata = account.active === null ? '' : `<Metadata><Name>${account.active}</Name></Metadata>`;
  const result = `<${action}Result>${metadata}</${action}Result>`;
  return { status: 200, body: `<${action}Response>${result}</${action}Response>` };
}

const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) => response.writeHead(status).end(body));
}).listen(0, '127.0.0.1');
const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  if (!server.listening) await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL_SES', address());
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
});
beforeEach(() => Object.assign(account, { active: null, busyFor: 0, answers: [] }));
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

function asked(
  request: { RequestType: 'Create' } | { RequestType: 'Delete'; PhysicalResourceId: string },
  wanted: { mode: string; ruleSet: string },
): CloudFormationCustomResourceEvent {
  return {
    ...request,
    ServiceToken: 'token',
    ResponseURL: `${address()}/answer`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'ActiveRules',
    ResourceType: 'Custom::ActiveReceiptRules',
    ResourceProperties: { ServiceToken: 'token', ...wanted },
  };
}

const own = { mode: 'own', ruleSet: 'stepdesk-prod' };
const made = { RequestType: 'Delete', PhysicalResourceId: 'active-receipt-rules-stepdesk-prod' } as const;

describe('making the stack', () => {
  test('where no rules are active, ours become it', async () => {
    await handler(asked({ RequestType: 'Create' }, own));
    expect(account.active).toBe('stepdesk-prod');
    expect(account.answers).toEqual([
      {
        Status: 'SUCCESS',
        PhysicalResourceId: 'active-receipt-rules-stepdesk-prod',
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'ActiveRules',
      },
    ]);
  });

  test("where somebody else's are active, they stay so and the deployment fails with what to do", async () => {
    account.active = 'of-the-shop';
    await handler(asked({ RequestType: 'Create' }, own));
    expect(account.active).toBe('of-the-shop');
    expect(account.answers).toEqual([
      expect.objectContaining({
        Status: 'FAILED',
        PhysicalResourceId: 'not-made',
        Reason: expect.stringMatching(/of-the-shop is active.*-c receiptRules=join:of-the-shop/) as string,
      }),
    ]);
  });

  test('SES may be busy', async () => {
    account.busyFor = 2;
    await handler(asked({ RequestType: 'Create' }, own));
    expect(account.active).toBe('stepdesk-prod');
  });
});

describe('removing the stack', () => {
  test.each([
    ['ours are deactivated', own, 'stepdesk-prod', null],
    ["somebody else's stay", own, 'of-the-shop', 'of-the-shop'],
    ['those we joined stay', { mode: 'join', ruleSet: 'of-the-shop' }, 'of-the-shop', 'of-the-shop'],
  ])('%s', async (_, wanted, active, left) => {
    account.active = active;
    await handler(asked(made, wanted));
    expect(account.active).toBe(left);
    expect(account.answers).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
  });
});

test.each([
  ['own', null, 'activate'],
  ['own', 'ours', 'leave'],
  ['own', 'another', 'refuse'],
  ['join', 'ours', 'leave'],
  ['join', 'another', 'refuse'],
  ['join', null, 'refuse'],
] as const)('%s with %s active: %s', (mode, active, kind) => {
  expect(activationOf({ mode, ruleSet: 'ours' }, active)).toMatchObject({ kind });
});
