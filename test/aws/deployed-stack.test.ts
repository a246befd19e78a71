import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, expect, test } from 'vitest';
import { deployedStack } from '../../functions/aws/deployed-stack.ts';

/** CloudFormation speaks XML. */
let service: Server | null = null;
afterEach(() => {
  service?.closeAllConnections();
  service?.close();
});

async function clientOf(status: number, body: string): Promise<CloudFormationClient> {
  service = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  const port = await new Promise<number>((resolve) => {
    service?.listen(0, '127.0.0.1', () => {
      const address = service?.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'none' };
  return new CloudFormationClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
}

const described = (outputs: Record<string, string>) =>
  `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>stepdesk-prod</StackName><CreationTime>2026-11-22T09:30:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${Object.entries(
    outputs,
  )
    .map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    )
    .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const refused = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>as scripted</Message></Error></ErrorResponse>`;

test('a desk is where its stack says', async () => {
  const client = await clientOf(
    200,
    described({
      TicketTable: 'tickets',
      MailBucket: 'mail',
      SigningSecret: 'arn:secret',
      PagesUrl: 'https://x',
    }),
  );
  expect(await deployedStack('stepdesk-prod', client)).toEqual({
    table: 'tickets',
    bucket: 'mail',
    signingSecret: 'arn:secret',
  });
});

test('a stack that is not there, or is no desk’s, is none', async () => {
  expect(await deployedStack('other', await clientOf(200, described({ PagesUrl: 'https://x' })))).toBeNull();
  service?.close();
  expect(await deployedStack('none', await clientOf(400, refused('ValidationError')))).toBeNull();
});

test('who may not look is told so', async () => {
  const client = await clientOf(403, refused('AccessDenied'));
  await expect(deployedStack('stepdesk-prod', client)).rejects.toThrow('as scripted');
});
