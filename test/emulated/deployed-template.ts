import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import type { Desk } from '../../functions/core/desk.ts';
import { DeskStack } from '../../infra/desk-stack.ts';
import { compileProcess } from '../../statemachines/compile-process.ts';

/**
 * The stack as CloudFormation would make it, as far as anybody can see from inside: every resource with a name and
 * an ARN, every reference in its properties resolved. What the functions may do and who calls them is read from here.
 */
export interface DeployedTemplate {
  resources: Map<string, Resource>;
  ofType(type: string): Resource[];
}

export interface Resource {
  id: string;
  type: string;
  name: string;
  arn: string;
  properties: Record<string, unknown>;
}

export const account = '111122223333';
export const region = 'eu-west-1';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const intrinsic = z.object({
  Ref: z.string().optional(),
  'Fn::GetAtt': z.tuple([z.string(), z.string()]).optional(),
  'Fn::Join': z.tuple([z.string(), z.array(z.json())]).optional(),
  'Fn::Sub': z.string().optional(),
});

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.json()).default({}) }),
  ),
});

/** @param queueHost where queue URLs lead, `http://127.0.0.1:9000`. */
export function deployTemplate(desk: Desk, queueHost: string): DeployedTemplate {
  const { Resources } = template.parse(synthesise(desk));
  const named = new Map<string, Named>();
  for (const [id, { Type, Properties }] of Object.entries(Resources))
    named.set(id, nameOf(id, Type, Properties));
  const resolver = resolverOf(named, queueHost);
  const resources = new Map(
    Object.entries(Resources).map(([id, { Type, Properties }]): [string, Resource] => {
      const { name, arn } = named.get(id) ?? nameOf(id, Type, Properties);
      const properties = z.record(z.string(), z.unknown()).parse(resolver(Properties));
      return [id, { id, type: Type, name, arn, properties }];
    }),
  );
  return {
    resources,
    ofType: (type) => [...resources.values()].filter((resource) => resource.type === type),
  };
}

function synthesise(desk: Desk): unknown {
  const { context } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(fromRoot('cdk.json'), 'utf8')));
  const processes = Object.values(desk.processes).map((process): [string, string] => [
    process.id,
    JSON.stringify(compileProcess(process)),
  ]);
  const deadlines = readFileSync(fromRoot('statemachines/deadlines.asl.json'), 'utf8');
  // The functions are bundled by the emulated world itself.
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new DeskStack(app, 'stepdesk-emulated', {
    env: { region },
    desk,
    machines: { deadlines, processes: new Map(processes) },
    deployment: { stage: 'emulated', region, receiptRules: { mode: 'own' } },
  });
  return Template.fromStack(stack).toJSON();
}

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

interface Named {
  type: string;
  name: string;
  arn: string;
}

/** The names that our own stack gives; everything else is called after its place in the template. */
const GIVEN_NAMES = ['FunctionName', 'StateMachineName', 'EmailIdentity', 'Name'];

function nameOf(id: string, type: string, properties: Record<string, Json>): Named {
  const given = GIVEN_NAMES.map((property) => properties[property]).find(
    (value) => typeof value === 'string',
  );
  const name = typeof given === 'string' ? given : id.toLowerCase();
  return { type, name, arn: arnOf(type, name) };
}

function arnOf(type: string, name: string): string {
  const inAccount = `${region}:${account}`;
  switch (type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::DynamoDB::GlobalTable':
      return `arn:aws:dynamodb:${inAccount}:table/${name}`;
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${inAccount}:${name}`;
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${inAccount}:${name}`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${inAccount}:function:${name}`;
    case 'AWS::StepFunctions::StateMachine':
      return `arn:aws:states:${inAccount}:stateMachine:${name}`;
    case 'AWS::SecretsManager::Secret':
      return `arn:aws:secretsmanager:${inAccount}:secret:${name}`;
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${account}:role/${name}`;
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${inAccount}:log-group:${name}:*`;
    default:
      return `arn:aws:${type.split('::')[1]?.toLowerCase()}:${inAccount}:${name}`;
  }
}

/** What `Ref` yields is the name of most resources, and of some their ARN or address. */
function refOf({ type, name, arn }: Named, queueHost: string): string {
  if (type === 'AWS::SQS::Queue') return `${queueHost}/${account}/${name}`;
  const byArn = ['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine', 'AWS::SecretsManager::Secret'];
  return byArn.includes(type) ? arn : name;
}

function attributeOf({ name, arn }: Named, attribute: string): string {
  if (attribute === 'Arn' || attribute === 'TopicArn') return arn;
  if (attribute === 'StreamArn') return `${arn}/stream/latest`;
  if (attribute === 'ApiEndpoint') return 'https://doors.example.com';
  return attribute === 'Name' || attribute === 'QueueName' ? name : `${name}.${attribute}`;
}

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'stepdesk-emulated',
};

function resolverOf(named: ReadonlyMap<string, Named>, queueHost: string): (value: Json) => unknown {
  const reference = (id: string) => {
    const resource = named.get(id);
    return PSEUDO[id] ?? (resource ? refOf(resource, queueHost) : id);
  };
  const attribute = (id: string, name: string) => {
    const resource = named.get(id);
    if (!resource) throw new Error(`the template names no ${id}`);
    return attributeOf(resource, name);
  };
  const resolve = (value: Json): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve);
    const { Ref, 'Fn::GetAtt': getAtt, 'Fn::Join': join, 'Fn::Sub': sub } = intrinsic.parse(value);
    if (Ref !== undefined) return reference(Ref);
    if (getAtt) return attribute(...getAtt);
    if (sub !== undefined) return sub.replaceAll(/\$\{([\w:]+)\}/g, (_, id: string) => reference(id));
    if (join) return join[1].map(resolve).join(join[0]);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member)]));
  };
  return resolve;
}
