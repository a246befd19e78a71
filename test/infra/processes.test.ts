import { expect, test } from 'vitest';
import * as z from 'zod';
import { machinePlaceholders } from '../../functions/aws/contract.ts';
import { resourcesOf, statement, synthesise } from './synthesised.ts';

const template = synthesise();

const getArn = z
  .object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
  .transform((ref) => ref['Fn::GetAtt'][0]);
const machine = z.object({
  StateMachineName: z.string(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), getArn),
  RoleArn: getArn,
  LoggingConfiguration: z.object({ IncludeExecutionData: z.boolean(), Level: z.string() }),
});
const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine', machine);
const policies = [
  ...resourcesOf(
    template,
    'AWS::IAM::Policy',
    z.object({
      Roles: z.array(z.object({ Ref: z.string() })),
      PolicyDocument: z.object({ Statement: z.array(statement) }),
    }),
  ).values(),
];

test('one machine a process and one for deadlines, named after the stack', () => {
  expect([...machines.values()].map(({ StateMachineName }) => StateMachineName)).toEqual([
    'stepdesk-test-process-request',
    'stepdesk-test-deadlines',
  ]);
});

test.each([...machines])('%s: every placeholder stands for a function that it may call', (_, made) => {
  const placeholders = [...made.DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  expect(new Set(placeholders)).toEqual(new Set(Object.keys(made.DefinitionSubstitutions)));
  expect(Object.values(machinePlaceholders)).toEqual(expect.arrayContaining(placeholders));

  const granted = policies
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === made.RoleArn))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => Action.includes('lambda:InvokeFunction'))
    .map(({ Resource }) => getArn.parse(Resource));
  expect(granted).toEqual(Object.values(made.DefinitionSubstitutions));
});

test('no run tells the logs what it is about', () => {
  for (const { LoggingConfiguration } of machines.values())
    expect(LoggingConfiguration).toEqual({ IncludeExecutionData: false, Level: 'ERROR' });
});

test('the relay knows the machines by the names that they have', () => {
  const relay = z.object({ FunctionName: z.string(), Environment: z.unknown().optional() });
  const environment = [...resourcesOf(template, 'AWS::Lambda::Function', relay).values()].find(
    ({ FunctionName }) => FunctionName === 'stepdesk-test-relay',
  )?.Environment;
  const arn = (name: string) => ({
    'Fn::Join': ['', ['arn:aws:states:eu-west-1:', { Ref: 'AWS::AccountId' }, `:stateMachine:${name}`]],
  });
  expect(environment).toMatchObject({
    Variables: {
      PROCESS_MACHINE_ARN_PREFIX: arn('stepdesk-test-process-'),
      DEADLINE_MACHINE_ARN: arn('stepdesk-test-deadlines'),
    },
  });
});

test.each([
  ['ExecutionsFailed', 2],
  ['ExecutionsTimedOut', 2],
  ['ExecutionsAborted', 1],
])('%s rings', (metric, count) => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm', z.object({ MetricName: z.string() }));
  expect([...alarms.values()].filter(({ MetricName }) => MetricName === metric)).toHaveLength(count);
});
