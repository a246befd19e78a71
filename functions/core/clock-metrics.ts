import type { ClockMetric } from './desk.ts';
import type { StepDefinition } from './process-template.ts';
import type { TicketStatus } from './ticket.ts';

/** What is measured: when each clock starts, stands still, goes on, stops, and is given up. */

/** What happens to a ticket, as far as a clock starts or ends with it. `solved` is resolved or closed. */
export type ClockCue =
  | 'created'
  | 'reopened'
  | 'customer_wrote'
  | 'answered'
  | 'solved'
  | 'merged'
  | 'step_opened'
  | 'step_done'
  | 'step_cancelled';

/** What the events before have made of a ticket. */
export interface ClockFacts {
  status: TicketStatus;
  /** Somebody of the desk has written to the requester since the ticket came, or came back. */
  answered: boolean;
}

export interface MetricRules {
  /** It starts unless it is on already: the oldest message that waits is the one that counts. */
  start: ClockCue[];
  startsIf?: (facts: ClockFacts) => boolean;
  stop: ClockCue[];
  /** Nobody waits for it any more. */
  cancel: ClockCue[];
  /** Paused while the ticket is in one of these states and resumed when it leaves them; a policy may name others. */
  pausedWhile: TicketStatus[];
  /** One for each step of these kinds, with that step's own end. */
  steps?: StepDefinition['kind'][];
  /** A ticket has many of them: of those that are over, the breached ones and the last are kept. */
  recurs?: true;
}

const isUnsolved = ({ status }: ClockFacts): boolean => status !== 'resolved' && status !== 'closed';
const forStep = {
  start: ['step_opened'],
  stop: ['step_done'],
  cancel: ['step_cancelled'],
  pausedWhile: [],
  recurs: true,
} satisfies Partial<MetricRules>;

export const metricRules: Record<ClockMetric, MetricRules> = {
  /** From the ticket's beginning to the first public words of a person of the desk. */
  first_reply: {
    start: ['created', 'reopened'],
    stop: ['answered'],
    cancel: ['solved'],
    pausedWhile: ['waiting_customer'],
  },
  /** From the oldest message of the customer that waits for an answer, once there has been a first reply. */
  next_reply: {
    start: ['customer_wrote'],
    startsIf: (facts) => facts.answered && isUnsolved(facts),
    stop: ['answered'],
    cancel: ['solved'],
    pausedWhile: ['waiting_customer'],
    recurs: true,
  },
  /** From each public reply to the next, while the customer waits for us or for those we wait for. */
  periodic_update: {
    start: ['answered'],
    startsIf: isUnsolved,
    stop: ['answered'],
    cancel: ['solved'],
    pausedWhile: ['waiting_customer', 'scheduled'],
    recurs: true,
  },
  /** How long the requester waits for us, or for those we wait for. */
  requester_wait: {
    start: ['created', 'reopened'],
    stop: ['solved'],
    cancel: [],
    pausedWhile: ['waiting_customer', 'scheduled'],
  },
  /** How long it lies with us. */
  agent_work: {
    start: ['created', 'reopened'],
    stop: ['solved'],
    cancel: [],
    pausedWhile: ['waiting_customer', 'waiting_third_party', 'scheduled'],
  },
  resolution: {
    start: ['created', 'reopened'],
    stop: ['solved'],
    cancel: [],
    pausedWhile: ['waiting_customer', 'scheduled'],
  },
  step_due: { ...forStep, steps: ['task', 'form', 'approval', 'process'] },
  external_wait: { ...forStep, steps: ['external'] },
  approval_wait: { ...forStep, steps: ['approval'] },
};
