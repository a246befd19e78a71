import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { machinePlaceholders } from '../functions/aws/contract.ts';
import type { FunctionName } from '../functions/aws/contract.ts';
import { DeskFunction } from './desk-function.ts';
import type { DeskParts } from './desk-parts.ts';
import type { MachineTexts } from './machine-texts.ts';

export interface ProcessesProps extends DeskParts {
  machines: MachineTexts;
}

/** Two machines a ticket: what is next, one for each kind of process, and when somebody must be reminded. */
export class Processes extends Construct {
  /** `<prefix><process id>` is a process machine's ARN. */
  readonly machineArnPrefix: string;
  readonly deadlineMachineArn: string;
  readonly #processes: StateMachine[];
  readonly #deadlines: StateMachine;
  readonly #machineNames: string[];

  constructor(scope: Construct, id: string, props: ProcessesProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const processPrefix = `${stack.stackName}-process-`;
    const deadlinesName = `${stack.stackName}-deadlines`;
    const arnOf = (name: string) => stack.formatArn({ service: 'states', resource: `stateMachine:${name}` });
    this.machineArnPrefix = arnOf(processPrefix);
    this.deadlineMachineArn = arnOf(deadlinesName);
    const processNames = [...props.machines.processes.keys()].map((process) => `${processPrefix}${process}`);
    this.#machineNames = [...processNames, deadlinesName];

    const open = openStep(this, props);
    const review = reviewDeadlines(this, props);
    const log = new LogGroup(this, 'Log', {
      // Step Functions writes only to groups of this name without a policy for each.
      logGroupName: `/aws/vendedlogs/states/${stack.stackName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#processes = [...props.machines.processes].map(([process, text]) =>
      machine(this, `Process-${process}`, {
        name: `${processPrefix}${process}`,
        text,
        log,
        calls: { openStep: open },
      }),
    );
    this.#deadlines = machine(this, 'Deadlines', {
      name: deadlinesName,
      text: props.machines.deadlines,
      log,
      calls: { reviewDeadlines: review },
    });
    // A run that has looped long enough hands over to a fresh one of the same machine.
    this.#deadlines.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.deadlineMachineArn] }),
    );
    for (const each of [...this.#processes, this.#deadlines]) watch(each, props);
  }

  /** Start and stop runs of both kinds, and say how a step ended. */
  allowRuns(desk: DeskFunction<FunctionName>): void {
    const machines = [...this.#processes, this.#deadlines];
    desk.allow(
      ['states:StartExecution'],
      machines.map((each) => each.stateMachineArn),
    );
    desk.allow(
      ['states:SendTaskSuccess'],
      this.#processes.map((each) => each.stateMachineArn),
    );
    for (const name of this.#machineNames) {
      const runs = Stack.of(this).formatArn({ service: 'states', resource: `execution:${name}:*` });
      desk.allow(['states:StopExecution'], [runs]);
      Validations.of(desk).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${runs.replace(Aws.ACCOUNT_ID, '<AWS::AccountId>')}]`,
        reason: 'A run is named after its ticket, so only its machine is known beforehand.',
      });
    }
  }
}

function openStep(scope: Construct, { tickets, desk }: DeskParts): DeskFunction<'open-step'> {
  const open = new DeskFunction(scope, 'OpenStep', {
    name: 'open-step',
    does: 'Enters a step of a process: finds its owner, asks him, keeps the token that ends it',
    environment: { TABLE_NAME: tickets.name, DESK_FILE: desk.file },
    layers: [desk.layer],
  });
  // A team's turn is counted; what its members have to do is read by time.
  tickets.allow(open, ['GetItem', 'Query', 'PutItem', 'UpdateItem']);
  tickets.allowByTime(open);
  return open;
}

function reviewDeadlines(scope: Construct, { tickets, desk }: DeskParts): DeskFunction<'review-deadlines'> {
  const review = new DeskFunction(scope, 'ReviewDeadlines', {
    name: 'review-deadlines',
    does: 'Reminds, warns and escalates what is due on a ticket, and says when to look again',
    environment: { TABLE_NAME: tickets.name, DESK_FILE: desk.file },
    layers: [desk.layer],
  });
  tickets.allow(review, ['GetItem', 'Query', 'PutItem']);
  return review;
}

interface MachineProps {
  name: string;
  text: string;
  log: LogGroup;
  calls: Partial<Record<keyof typeof machinePlaceholders, DeskFunction<FunctionName>>>;
}

function machine(scope: Construct, id: string, { name, text, log, calls }: MachineProps): StateMachine {
  const functions = Object.entries(calls);
  const made = new StateMachine(scope, id, {
    stateMachineName: name,
    definitionBody: DefinitionBody.fromString(text),
    definitionSubstitutions: Object.fromEntries(
      functions.map(([placeholder, called]) => [
        machinePlaceholders[placeholder as keyof typeof machinePlaceholders],
        called.lambda.functionArn,
      ]),
    ),
    tracingEnabled: true,
    // What a run is about are people's words, which stay in the table.
    logs: { destination: log, level: LogLevel.ERROR, includeExecutionData: false },
  });
  for (const [, called] of functions)
    made.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [called.lambda.functionArn] }),
    );
  Validations.of(made).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Log delivery and traces are set up by calls that know no resource.',
    },
    {
      id: 'AwsSolutions-SF1',
      reason:
        'Runs are kept for 90 days by the service and named after their ticket; logging each event twice says nothing more.',
    },
  );
  return made;
}

/** A run never ends badly by itself, so each of these means a fault of ours or somebody's hand. */
function watch(made: StateMachine, { alarms }: DeskParts): void {
  const every = { period: Duration.minutes(5), statistic: 'Sum' };
  const what = made.node.id;
  alarms.whenAtLeast(`${what}Failed`, 1, made.metricFailed(every), `A run of ${what} failed`);
  alarms.whenAtLeast(`${what}TimedOut`, 1, made.metricTimedOut(every), `A run of ${what} timed out`);
  // Runs of merged and discarded tickets, and deadlines that a newer run has taken over, are stopped on purpose.
  if (made.node.id !== 'Deadlines')
    alarms.whenAtLeast(
      `${what}Aborted`,
      5,
      made.metricAborted(every),
      `Five runs of ${what} were stopped within five minutes`,
    );
}
