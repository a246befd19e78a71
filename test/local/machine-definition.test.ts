import { describe, expect, test } from 'vitest';
import { prepareMachine } from '../../local/machine-definition.ts';
import { call, machineOf } from './machine-world.ts';

const done = { Done: { Type: 'Succeed' } };

describe('a machine is refused', () => {
  test.each<[string, unknown, string]>([
    ['for an unknown field', machineOf({ Done: { Type: 'Succeed', InputPath: '$' } }), 'InputPath'],
    ['for an unknown field at the top', { ...machineOf(done), TimeoutSeconds: 5 }, 'TimeoutSeconds'],
    ['for JSONPath', { ...machineOf(done), QueryLanguage: 'JSONPath' }, 'QueryLanguage'],
    ['for another kind of state', machineOf({ All: { Type: 'Map', End: true } }), 'Type'],
    [
      'for an unknown resource',
      machineOf({ Ask: call('ask', { Resource: 'arn:aws:states:::sqs:sendMessage' }) }),
      'Resource',
    ],
    ['for HeartbeatSeconds', machineOf({ Ask: call('ask', { HeartbeatSeconds: 5 }) }), 'HeartbeatSeconds'],
    [
      'for an argument that is not performed',
      machineOf({ Ask: call('ask', { Arguments: { FunctionName: 'ask', InvocationType: 'Event' } }) }),
      'InvocationType',
    ],
    [
      'for a missing start',
      { QueryLanguage: 'JSONata', StartAt: 'Nowhere', States: done },
      'StartAt leads to Nowhere',
    ],
    ['for a missing target', machineOf({ A: { Type: 'Pass', Next: 'Nowhere' } }), 'A leads to Nowhere'],
    [
      'for a missing target of a catcher',
      machineOf({ Ask: call('ask', { Catch: [{ ErrorEquals: ['E'], Next: 'Nowhere' }] }) }),
      'Ask leads to Nowhere',
    ],
    [
      'for a missing target of a rule',
      machineOf({ A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Nowhere' }] } }),
      'A leads to Nowhere',
    ],
    ['for a state without a way on', machineOf({ A: { Type: 'Pass' } }), 'either Next or End'],
    [
      'for a state with two ways on',
      machineOf({ A: { Type: 'Pass', Next: 'Done', End: true }, ...done }),
      'either Next or End',
    ],
    ['for a wait for nothing', machineOf({ A: { Type: 'Wait', End: true } }), 'either Seconds or Timestamp'],
    [
      'for a wait for two things',
      machineOf({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
      'either Seconds or Timestamp',
    ],
    ['for a bad expression', machineOf({ A: { Type: 'Pass', Output: '{% 1 + %}', End: true } }), '{% 1 + %}'],
    [
      'for an expression without an end',
      machineOf({ A: { Type: 'Pass', Output: '{% 1', End: true } }),
      'does not end',
    ],
    [
      'for a condition that is none',
      machineOf({ A: { Type: 'Choice', Choices: [{ Condition: 'x', Next: 'A' }] } }),
      'Condition',
    ],
    [
      'for assigning $states',
      machineOf({ A: { Type: 'Pass', Assign: { states: 1 }, End: true } }),
      'Assign.states',
    ],
    [
      'for States.ALL that is not last',
      machineOf({ Ask: call('ask', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] }) }),
      'States.ALL',
    ],
    [
      'for States.ALL among others',
      machineOf({ Ask: call('ask', { Catch: [{ ErrorEquals: ['E', 'States.ALL'], Next: 'Ask' }] }) }),
      'States.ALL',
    ],
    [
      'for a branch that leads out',
      machineOf({
        A: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'Done' } } }],
          End: true,
        },
        ...done,
      }),
      'B leads to Done',
    ],
    [
      'for two states of one name',
      machineOf({
        A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' } } }], End: true },
      }),
      'two states',
    ],
    [
      'for a branch that assigns an outer variable',
      machineOf({
        A: {
          Type: 'Parallel',
          Assign: { n: 1 },
          Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Assign: { n: 2 }, End: true } } }],
          End: true,
        },
      }),
      'B assigns n',
    ],
    ['for no definition at all', null, 'cannot run'],
  ])('%s', (_, machine, said) => {
    expect(() => prepareMachine('support', machine)).toThrow(said);
  });
});

test('a state is found by its name, in whatever branch it is', () => {
  const inner = { StartAt: 'B', States: { B: { Type: 'Succeed' } } };
  const { states, startAt } = prepareMachine(
    'm',
    machineOf({ A: { Type: 'Parallel', Branches: [inner], End: true } }),
  );
  expect(startAt).toBe('A');
  expect([...states.keys()]).toEqual(['A', 'B']);
});
