import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { environments } from '../../functions/aws/contract.ts';
import type { FunctionName } from '../../functions/aws/contract.ts';
import { largestDesk, resourcesOf, statement, synthesise } from './synthesised.ts';

const template = synthesise(undefined, largestDesk);

const deployedFunction = z.object({
  FunctionName: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
  Layers: z.array(z.unknown()).default([]),
  LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }), LogFormat: z.string() }),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});
const functions = [...resourcesOf(template, 'AWS::Lambda::Function', deployedFunction).values()];
const names = Object.keys(environments) as FunctionName[];

function deployed(name: FunctionName) {
  const found = functions.find((one) => one.FunctionName === `stepdesk-test-${name}`);
  if (!found) throw new Error(`${name} is not deployed`);
  return found;
}

test('what the contract names is deployed, and nothing else', () => {
  expect(functions.map((one) => one.FunctionName).sort()).toEqual(
    names.map((name) => `stepdesk-test-${name}`).sort(),
  );
});

describe.each(names)('%s', (name) => {
  const one = deployed(name);

  test('has every environment variable of the contract and no other', () => {
    // The runtime says itself which region it is in.
    const wanted = Object.keys(environments[name].shape).filter((variable) => variable !== 'AWS_REGION');
    expect(Object.keys(one.Environment?.Variables ?? {}).sort()).toEqual(wanted.sort());
  });

  test('finds the desk in its layer if it reads it', () => {
    const desk = one.Environment?.Variables['DESK_FILE'];
    expect({ desk, layers: one.Layers.length }).toEqual(
      'DESK_FILE' in environments[name].shape
        ? { desk: '/opt/desk.json', layers: 1 }
        : { desk: undefined, layers: 0 },
    );
  });

  test('runs on Node 24 and arm64', () => {
    expect([one.Runtime, one.Architectures]).toEqual(['nodejs24.x', ['arm64']]);
  });

  test('acts in a role of its own', () => {
    const [role] = one.Role['Fn::GetAtt'];
    expect(functions.filter((other) => other.Role['Fn::GetAtt'][0] === role)).toHaveLength(1);
  });
});

test('every log is thrown away after a time', () => {
  const logs = resourcesOf(
    template,
    'AWS::Logs::LogGroup',
    z.object({ RetentionInDays: z.number().optional() }),
  );
  expect([...logs].filter(([, { RetentionInDays }]) => RetentionInDays === undefined)).toEqual([]);
  for (const one of functions) expect(logs.has(one.LoggingConfig.LogGroup.Ref)).toBe(true);
});

describe('policies', () => {
  const policy = z.object({
    PolicyDocument: z.object({ Statement: z.array(statement) }),
    Roles: z.unknown(),
  });
  const granted = [...resourcesOf(template, 'AWS::IAM::Policy', policy)].flatMap(([id, { PolicyDocument }]) =>
    PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
      Action.map((action) => ({ id, action, Resource })),
    ),
  );

  test('grant no action by a wildcard', () => {
    expect(granted.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  test('grant on everything only what knows no resource', () => {
    const onEverything = new Set(
      granted.filter(({ Resource }) => Resource === '*').map(({ action }) => action),
    );
    const actions = [...onEverything].filter((action) => !/^(logs:|xray:)/.test(action));
    expect(actions.sort()).toEqual(['ses:DescribeActiveReceiptRuleSet', 'ses:SetActiveReceiptRuleSet']);
  });

  test('attach no policy that AWS manages', () => {
    const roles = resourcesOf(
      template,
      'AWS::IAM::Role',
      z.object({ ManagedPolicyArns: z.array(z.unknown()).default([]) }),
    );
    expect([...roles.values()].flatMap((role) => role.ManagedPolicyArns)).toEqual([]);
  });

  test('let read several rows at once who asks for a sender, what is held or what was said of files', () => {
    const readers = granted.filter(({ action }) => action === 'dynamodb:BatchGetItem').map(({ id }) => id);
    const expected = ['Pages', 'ScanResults', 'ReceiveEmail', 'SendMail', 'Sweep'];
    expect(readers).toHaveLength(expected.length);
    for (const name of expected) expect(readers).toContainEqual(expect.stringContaining(name));
  });

  test('let only the sender send, and only in the name of the mail domain', () => {
    const senders = [...resourcesOf(template, 'AWS::IAM::Policy', policy)].filter(([, { PolicyDocument }]) =>
      PolicyDocument.Statement.some(({ Action }) => Action.includes('ses:SendEmail')),
    );
    expect(senders.map(([id]) => id)).toEqual([expect.stringContaining('SendMail')]);
    const statements = senders.flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: ['ses:SendEmail'],
        Condition: { StringLike: { 'ses:FromAddress': '*@support.example.com' } },
      }),
    );
  });
});
