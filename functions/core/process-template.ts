import * as z from 'zod';

/**
 * A process as an admin writes it: `desk/processes/<id>.yaml` (ARCHITECTURE §5).
 * The shapes are the language; `compile-process.ts` turns a template into a state machine and checks its paths.
 */

/** Minutes, hours or days of business time: `30m`, `4h`, `2d` (a day is one working day of the calendar in force). */
const duration = z.string().regex(/^\d+(\.\d+)?[mhd]$/, 'write a duration as 30m, 4h or 2d');

/** Where a rung stands on its step: `50%` of the due time, `24h` after opening, `-30m` or `+2h` around the due time. */
const rungPoint = z.string().regex(/^(\d+%|[+-]?\d+(\.\d+)?[mhd])$/, 'write a rung as 50%, 24h, -30m or +2h');

const recipient = z.string().regex(/^(owner|assignee|requester|(team|role|agent):[a-z0-9-]+)$/, {
  error: 'name owner, assignee, requester, team:<id>, role:<id> or agent:<id>',
});

const owner = z.string().regex(/^(assignee|requester|(team|role|agent):[a-z0-9-]+)$/, {
  error: 'name assignee, requester, team:<id>, role:<id> or agent:<id>',
});

const rung = z.strictObject({
  at: rungPoint,
  to: recipient.default('owner'),
  do: z.enum(['remind', 'escalate']).default('remind'),
});
export type Rung = z.infer<typeof rung>;

const field = z.strictObject({
  type: z.enum(['text', 'number', 'date', 'bool', 'choice']),
  label: z.string().optional(),
  options: z.array(z.string()).nonempty().optional(),
  required: z.boolean().default(false),
});
export type FormField = z.infer<typeof field>;

const form = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), field);
export type Form = z.infer<typeof form>;

const stepId = z.string().regex(/^[a-z][a-z0-9_]*$/, 'write a step id in lower case with underscores');
const transitions = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), stepId);
const expires = z.strictObject({ after: duration, outcome: z.string() });
const reply = z.string().regex(/^replies\/[a-z0-9-]+\.liquid$/, 'name a mail text as replies/<name>.liquid');

/** What every step says about itself; `customer` is its label on the status page, absent means not shown there. */
const described = { title: z.string().optional(), customer: z.string().optional() };

const staffed = {
  ...described,
  owner,
  due: duration,
  ladder: z.array(rung).default([]),
  form: form.default({}),
  expires: expires.optional(),
  mandatory: z.boolean().default(false),
  on: transitions,
};

const asked = { ...described, ladder: z.array(rung).default([]), expires, on: transitions };

const taskStep = z.strictObject({ kind: z.literal('task'), ...staffed });
const formStep = z.strictObject({ kind: z.literal('form'), ...staffed });
const approvalStep = z.strictObject({ kind: z.literal('approval'), ...staffed });
/** Without a `message` the words with which an agent got here are the question. */
const customerStep = z.strictObject({ kind: z.literal('customer'), ...asked, message: reply.optional() });
const verifyStep = z.strictObject({ kind: z.literal('verify'), ...asked, message: reply });
const messageStep = z.strictObject({
  kind: z.literal('message'),
  ...described,
  message: reply,
  on: transitions,
});
const waitStep = z.strictObject({ kind: z.literal('wait'), ...described, for: duration, on: transitions });
const parallelStep = z.strictObject({
  kind: z.literal('parallel'),
  ...described,
  /** Each branch begins at the named step and ends at the word `join`. */
  branches: z.array(stepId).min(2),
  on: transitions,
});
const closeStep = z.strictObject({
  kind: z.literal('close'),
  ...described,
  code: z.enum(['confirmed', 'presumed', 'unreachable', 'duplicate', 'spam', 'withdrawn', 'done']),
});

const step = z.discriminatedUnion('kind', [
  taskStep,
  formStep,
  approvalStep,
  customerStep,
  verifyStep,
  messageStep,
  waitStep,
  parallelStep,
  closeStep,
]);

export const processTemplate = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.strictObject({ internal: z.string(), customer: z.string() }),
  onReopen: stepId,
  sla: z.string(),
  /** The first step named here is where a new ticket starts. */
  steps: z.record(stepId, step),
});

/** Ends a branch of a parallel step; not a step of its own. */
export const JOIN = 'join';

export type ProcessTemplate = z.infer<typeof processTemplate>;
export type StepDefinition = z.infer<typeof step>;
/** A step that somebody of the desk owns and completes. */
export type StaffedStep = z.infer<typeof taskStep> | z.infer<typeof formStep> | z.infer<typeof approvalStep>;
/** A step that waits for the requester. */
export type AskedStep = z.infer<typeof customerStep> | z.infer<typeof verifyStep>;
/** A step that waits for a person: one Task state with a token. */
export type HumanStep = StaffedStep | AskedStep;
/** What the open-step function performs and answers at once. */
export type ImmediateStep =
  z.infer<typeof messageStep> | z.infer<typeof closeStep> | z.infer<typeof waitStep>;

export const stepDefinition = step;

export function isHuman(definition: StepDefinition): definition is HumanStep {
  return isStaffed(definition) || isAsked(definition);
}

export function isStaffed(definition: StepDefinition): definition is StaffedStep {
  return definition.kind === 'task' || definition.kind === 'form' || definition.kind === 'approval';
}

export function isAsked(definition: StepDefinition): definition is AskedStep {
  return definition.kind === 'customer' || definition.kind === 'verify';
}
