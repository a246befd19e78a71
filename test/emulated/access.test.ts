import { expect, test } from 'vitest';
import { accessOf } from './access.ts';
import type { DeployedTemplate, Resource } from './deployed-template.ts';
import { fitsPattern } from './event-pattern.ts';

const resource = (
  id: string,
  type: string,
  properties: Record<string, unknown>,
  arn = `arn:of:${id}`,
): Resource => ({
  id,
  type,
  name: id,
  arn,
  properties,
});

const statements = [
  { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::mail/att/*' },
  {
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource: '*',
    Condition: { StringLike: { 'ses:FromAddress': '*@help.example.com' } },
  },
];

function access() {
  const all = [
    resource('role', 'AWS::IAM::Role', {}),
    resource('sender', 'AWS::Lambda::Function', { Role: 'arn:of:role' }),
    resource('policy', 'AWS::IAM::Policy', { Roles: ['role'], PolicyDocument: { Statement: statements } }),
  ];
  const template: DeployedTemplate = {
    resources: new Map(all.map((one) => [one.id, one])),
    ofType: (type) => all.filter((one) => one.type === type),
  };
  return accessOf(template);
}

const from = (address: string) => ({ 'ses:FromAddress': address });

test.each([
  ['what is granted', { action: 's3:GetObject', resource: 'arn:aws:s3:::mail/att/1f' }, true],
  ['another action', { action: 's3:DeleteObject', resource: 'arn:aws:s3:::mail/att/1f' }, false],
  ['another key', { action: 's3:GetObject', resource: 'arn:aws:s3:::mail/inbound/1f' }, false],
  ['another bucket', { action: 's3:GetObject', resource: 'arn:aws:s3:::mail-att/1f' }, false],
  [
    'a condition that holds',
    { action: 'ses:SendEmail', resource: 'x', context: from('a@help.example.com') },
    true,
  ],
  [
    'a condition that does not',
    { action: 'ses:SendEmail', resource: 'x', context: from('a@other.example') },
    false,
  ],
  ['a condition that nobody can judge', { action: 'ses:SendEmail', resource: 'x' }, false],
])('%s', (_, need, expected) => {
  const { allows, refused } = access();
  expect(allows('sender', need)).toBe(expected);
  expect(refused).toHaveLength(expected ? 0 : 1);
});

test('nobody has another’s rights', () => {
  expect(access().allows('reader', { action: 's3:GetObject', resource: 'arn:aws:s3:::mail/att/1f' })).toBe(
    false,
  );
});

test('what nobody has used is told', () => {
  const { allows, unused } = access();
  allows('sender', { action: 's3:GetObject', resource: 'arn:aws:s3:::mail/att/1f' });
  expect(unused()).toEqual(['sender s3:PutObject arn:aws:s3:::mail/att/*', 'sender ses:SendEmail *']);
});

test.each([
  [{ eventName: ['INSERT'] }, true],
  [{ eventName: ['MODIFY', 'REMOVE'] }, false],
  [{ dynamodb: { Keys: { sk: { S: [{ prefix: 'O#' }] } } } }, true],
  [{ dynamodb: { Keys: { sk: { S: [{ prefix: 'M#' }] } } } }, false],
  [{ eventName: ['INSERT'], dynamodb: { Keys: { other: { S: ['x'] } } } }, false],
  [{ tags: { set: ['desk'] } }, true],
  [{}, true],
])('the pattern %j', (pattern, expected) => {
  const event = {
    eventName: 'INSERT',
    dynamodb: { Keys: { sk: { S: 'O#000001' } } },
    tags: { set: ['other', 'desk'] },
  };
  expect(fitsPattern(pattern, event)).toBe(expected);
});
