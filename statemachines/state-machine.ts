/**
 * The part of the Amazon States Language (JSONata mode) that our machines are written in.
 * https://states-language.net/spec.html
 */
export interface StateMachineDefinition extends States {
  Comment?: string;
  QueryLanguage: 'JSONata';
}

export interface States {
  StartAt: string;
  States: Record<string, State>;
}

export type State =
  TaskState | WaitState | ChoiceState | ParallelState | PassState | SucceedState | FailState;

/** JSON in which every text that is written `{% … %}` is a JSONata expression. */
export type Template = null | boolean | number | string | Template[] | { [key: string]: Template };

export type Assignments = Record<string, Template>;

/** Where a state leads to: exactly one of the two. */
interface Onward {
  Next?: string;
  End?: true;
}

interface Commented {
  Comment?: string;
}

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  Assign?: Assignments;
  Output?: Template;
}

export interface TaskState extends Commented, Onward {
  Type: 'Task';
  Resource: TaskResource;
  Arguments?: Template;
  /** Whole seconds, or an expression that yields them. */
  TimeoutSeconds?: number | string;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Assign?: Assignments;
  Output?: Template;
}

export const taskResources = {
  invoke: 'arn:aws:states:::lambda:invoke',
  invokeAndWaitForToken: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  startExecution: 'arn:aws:states:::states:startExecution',
} as const;

export type TaskResource = (typeof taskResources)[keyof typeof taskResources];

export interface WaitState extends Commented, Onward {
  Type: 'Wait';
  Seconds?: number | string;
  Timestamp?: string;
  Assign?: Assignments;
  Output?: Template;
}

export interface ChoiceRule {
  Condition: string;
  Next: string;
  Assign?: Assignments;
  Output?: Template;
}

/** `Assign` and `Output` of the state itself hold when no rule matched. */
export interface ChoiceState extends Commented {
  Type: 'Choice';
  Choices: ChoiceRule[];
  Default?: string;
  Assign?: Assignments;
  Output?: Template;
}

export interface ParallelState extends Commented, Onward {
  Type: 'Parallel';
  Branches: States[];
  Arguments?: Template;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Assign?: Assignments;
  Output?: Template;
}

export interface PassState extends Commented, Onward {
  Type: 'Pass';
  Assign?: Assignments;
  Output?: Template;
}

export interface SucceedState extends Commented {
  Type: 'Succeed';
  Output?: Template;
}

export interface FailState extends Commented {
  Type: 'Fail';
  Error?: string;
  Cause?: string;
}

/** The text of a definition as it is committed: the same definition, the same bytes. */
export function machineText(definition: StateMachineDefinition): string {
  return `${JSON.stringify(definition, null, 2)}\n`;
}
