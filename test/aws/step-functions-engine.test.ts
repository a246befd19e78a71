import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, expect, test } from 'vitest';
import type { Engine } from '../../functions/app/ports.ts';
import type { ProcessFacts } from '../../functions/core/process-facts.ts';
import { stepFunctionsEngine } from '../../functions/aws/step-functions-engine.ts';
import { scriptedService } from './scripted-service.ts';
import type { ScriptedService, ServiceAnswer } from './scripted-service.ts';

const MACHINES = 'arn:aws:states:eu-west-1:111122223333:stateMachine:desk-';
const EXECUTIONS = 'arn:aws:states:eu-west-1:111122223333:execution:desk-';
const STARTED = { executionArn: 'arn', startDate: 1 };

let service: ScriptedService;
afterEach(() => service.close());

async function engineThatIsTold(answer: ServiceAnswer): Promise<Engine> {
  service = await scriptedService(() => answer);
  return stepFunctionsEngine({
    client: new SFNClient(service.client),
    processMachineArnPrefix: `${MACHINES}process-`,
    deadlineMachineArn: `${MACHINES}deadlines`,
  });
}

const facts: ProcessFacts = {
  version: 1,
  ticket: {
    ref: 'T-7K3M-9QXA',
    priority: 'P3',
    impact: '',
    urgency: '',
    channel: 'mail',
    inbox: 'support@help.example.com',
    team: 'frontline',
    tags: [],
    fields: {},
    reopened: 0,
  },
  requester: { domain: 'shop.example', isAgent: false },
  calendar: { open: true, today: '2026-11-23', weekday: 'mon' },
  answers: { cause: 'a cable' },
};

test('a process run is named after its ticket and run', async () => {
  const engine = await engineThatIsTold({ body: STARTED });
  await engine.startProcess('customer-support', 'T-7K3M-9QXA', { run: 2, entry: 'investigate', facts });
  expect(service.requests).toEqual([
    {
      operation: 'AWSStepFunctions.StartExecution',
      body: {
        stateMachineArn: `${MACHINES}process-customer-support`,
        name: 'T-7K3M-9QXA-r2',
        input: JSON.stringify({ ref: 'T-7K3M-9QXA', run: 2, entry: 'investigate', facts }),
      },
    },
  ]);
});

test('a deadline run is named after its revision', async () => {
  const engine = await engineThatIsTold({ body: STARTED });
  await engine.startDeadlines('T-7K3M-9QXA', { revision: 4, at: '2026-11-22T10:00:00.000Z' });
  expect(service.requests[0]?.body).toEqual({
    stateMachineArn: `${MACHINES}deadlines`,
    name: 'T-7K3M-9QXA-d4',
    input: '{"ref":"T-7K3M-9QXA","revision":4,"at":"2026-11-22T10:00:00.000Z"}',
  });
});

test.each([
  ['process', (engine: Engine) => engine.stopProcess('it-incident', 'T-1', 3), 'process-it-incident:T-1-r3'],
  ['deadline', (engine: Engine) => engine.stopDeadlines('T-1', 5), 'deadlines:T-1-d5'],
])('a %s run is stopped by its name', async (_, stop, name) => {
  const engine = await engineThatIsTold({ body: { stopDate: 1 } });
  await stop(engine);
  expect(service.requests[0]?.body).toEqual({ executionArn: `${EXECUTIONS}${name}` });
});

test('a run that was started before, or is gone before it is stopped, is no fault', async () => {
  const starting = await engineThatIsTold({ error: 'ExecutionAlreadyExists' });
  await starting.startProcess('customer-support', 'T-1', { run: 1, entry: null, facts });
  await service.close();
  const stopping = await engineThatIsTold({ error: 'ExecutionDoesNotExist' });
  await stopping.stopProcess('customer-support', 'T-1', 1);
  expect(service.requests).toHaveLength(1);
});

test.each<[ServiceAnswer, string]>([
  [{ body: {} }, 'completed'],
  [{ error: 'TaskTimedOut' }, 'gone'],
  [{ error: 'TaskDoesNotExist' }, 'gone'],
  [{ error: 'InvalidToken' }, 'gone'],
])('a token that is answered %j is %s', async (answer, expected) => {
  const engine = await engineThatIsTold(answer);
  const result = { outcome: 'done', times: 1, facts };
  expect(await engine.completeStep('token', result)).toBe(expected);
  expect(service.requests[0]?.body).toEqual({
    taskToken: 'token',
    output: JSON.stringify(result),
  });
});

test('every other refusal is a fault', async () => {
  const engine = await engineThatIsTold({ error: 'StateMachineDoesNotExist' });
  await expect(engine.startProcess('none', 'T-1', { run: 1, entry: null, facts })).rejects.toThrow(
    'as scripted',
  );
});
