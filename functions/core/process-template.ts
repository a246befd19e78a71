import * as z from 'zod';
import { writtenText } from './written-text.ts';

/**
 * A process as an admin writes it: `desk/processes/<id>.yaml` (docs/processes.md).
 * The shapes are the language; `compile-process.ts` turns a template into a state machine and checks its paths.
 */

/** Minutes, hours or days of business time: `30m`, `4h`, `2d` (a day is one working day of the calendar in force). */
const duration = z.string().regex(/^\d+(\.\d+)?[mhd]$/, 'write a duration as 30m, 4h or 2d');

/** Where a rung stands on its step: `50%` of the due time, `24h` after opening, `-30m` or `+2h` around the due time. */
const rungPoint = z.string().regex(/^(\d+%|[+-]?\d+(\.\d+)?[mhd])$/, 'write a rung as 50%, 24h, -30m or +2h');

/** Somebody of the desk, or the requester. `lead` is the lead of the ticket's team. */
const owner = z.string().regex(/^(assignee|requester|lead|(team|role|agent|oncall):[a-z0-9-]+)$/, {
  error: 'name assignee, requester, lead, team:<id>, role:<id>, agent:<id> or oncall:<id>',
});

const recipient = z
  .string()
  .regex(/^(owner|assignee|requester|lead|external|(team|role|agent|oncall):[a-z0-9-]+)$/, {
    error: 'name owner, assignee, requester, lead, external, team:<id>, role:<id>, agent:<id> or oncall:<id>',
  });

const stepId = z.string().regex(/^[a-z][a-z0-9_]*$/, 'write a step id in lower case with underscores');
const outcome = z.string().regex(/^[a-z][a-z0-9_]*$/, 'write an outcome in lower case with underscores');
/** JSONata over `ticket`, `answers`, `requester` and `calendar` (https://docs.jsonata.org). */
const expression = writtenText;

const closeCodes = [
  'confirmed',
  'presumed',
  'unreachable',
  'duplicate',
  'spam',
  'withdrawn',
  'done',
] as const;
const closeCode = z.enum(closeCodes);
export type CloseCode = z.infer<typeof closeCode>;

/**
 * What happens at a point of a ladder. `reassign` gives the step to `to`; `raise_priority` goes one up; `complete`
 * ends the step as `outcome`; `close` closes the ticket as `code`. `urgent` reaches people outside their hours too.
 */
const rung = z.strictObject({
  at: rungPoint,
  to: recipient.default('owner'),
  do: z.enum(['remind', 'escalate', 'reassign', 'raise_priority', 'complete', 'close']).default('remind'),
  /** `mail`, or a system of desk.yaml that is called: `hook:<id>`. */
  by: z
    .string()
    .regex(/^(mail|hook:[a-z0-9-]+)$/, 'write mail or hook:<id>')
    .default('mail'),
  outcome: outcome.optional(),
  code: closeCode.optional(),
  urgent: z.boolean().default(false),
});
export type Rung = z.infer<typeof rung>;

/** The languages that labels ship in; an admin may write more. */
const language = z.string().regex(/^[a-z]{2,3}$/, 'write a language as en, de, fr');
/** A text for customers: one for everybody, or one a language with `en` for the rest. */
const label = z.union([writtenText, z.record(language, writtenText)]);
export type Label = z.infer<typeof label>;

const field = z.strictObject({
  type: z.enum(['text', 'number', 'date', 'bool', 'choice', 'multi', 'file']),
  label: writtenText.optional(),
  /** Of a `choice` (one of them) or a `multi` (some of them). */
  options: z.array(writtenText).nonempty().optional(),
  required: z.boolean().default(false),
  /** Required when another field of the form was answered with one of these. */
  requiredIf: z.strictObject({ field: writtenText, is: z.array(writtenText).nonempty() }).optional(),
});
export type FormField = z.infer<typeof field>;

const form = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), field);
export type Form = z.infer<typeof form>;

const transitions = z.record(outcome, stepId);
const expires = z.strictObject({ after: duration, outcome });
const reply = z.string().regex(/^replies\/[a-z0-9-]+\.liquid$/, 'name a mail text as replies/<name>.liquid');

/** How often an outcome may lead back, and where it leads from then on. */
const loop = z.strictObject({ times: z.int().positive(), then: stepId });
export type Loop = z.infer<typeof loop>;

/** What every step says about itself; `customer` is its label on the status page, absent means not shown there. */
const described = { title: writtenText.optional(), customer: label.optional() };

/** A step is passed over when its `when` does not hold: to `otherwise`, or where its only outcome leads. */
const guarded = { when: expression.optional(), otherwise: stepId.optional() };

const flow = { ...described, ...guarded, on: transitions };
/** A step that waits may lead back, as often as its loops say. */
const waiting = { ...flow, loops: z.record(outcome, loop).default({}) };

const staffed = {
  ...waiting,
  owner,
  /** What the owner must be able to do; after `relaxAfter` anybody of the team may be asked. */
  skills: z
    .strictObject({
      required: z.array(writtenText).default([]),
      preferred: z.array(writtenText).default([]),
      relaxAfter: duration.optional(),
    })
    .optional(),
  due: duration,
  ladder: z.array(rung).default([]),
  form: form.default({}),
  expires: expires.optional(),
  /** It can be answered "not needed, because …", but neither skipped nor waived. */
  mandatory: z.boolean().default(false),
  /** Its owner may end it with `#waive <reason>`. */
  waivable: z.boolean().default(false),
};

const asked = { ...waiting, ladder: z.array(rung).default([]), expires };

const taskStep = z.strictObject({ kind: z.literal('task'), ...staffed });
const formStep = z.strictObject({ kind: z.literal('form'), ...staffed });
/** Ends as `approved` once `needed` of the approvers have agreed, as `declined` when they no longer can. */
const approvalStep = z.strictObject({
  kind: z.literal('approval'),
  ...staffed,
  /** Whom to ask besides the owner; each name is one vote, of whoever it means. */
  approvers: z.array(owner).default([]),
  needed: z.int().positive().default(1),
  order: z.enum(['together', 'in_turn']).default('together'),
  requesterMayApprove: z.boolean().default(false),
});
/** Without a `message` the words with which an agent got here are the question. */
const customerStep = z.strictObject({
  kind: z.literal('customer'),
  ...asked,
  message: reply.optional(),
  form: form.default({}),
});
const verifyStep = z.strictObject({ kind: z.literal('verify'), ...asked, message: reply });
/** Work for somebody outside: an own lane of mail that the customer never sees, and somebody here who answers for it. */
const externalStep = z.strictObject({
  kind: z.literal('external'),
  ...waiting,
  to: z.string().regex(/^[^@\s<>]+@[^@\s<>]+$/, 'write an address as name@domain'),
  name: writtenText.optional(),
  coOwner: owner,
  message: reply,
  due: duration,
  ladder: z.array(rung).default([]),
  form: form.default({}),
  expires: expires.optional(),
});
/**
 * A request to another system or a robot, signed (https://www.standardwebhooks.com). It answers at once with
 * `{ outcome, answers }`, or 202 and later to the callback address in the request. Ends as `failed` when it has done
 * neither within `limit`, which is counted around the clock.
 */
const callStep = z.strictObject({
  kind: z.literal('call'),
  ...waiting,
  /** A system in desk.yaml's `hooks`. */
  hook: writtenText,
  /** What is sent, by name: JSONata over the same facts as `when`. */
  send: z.record(z.string(), expression).default({}),
  /** What it may answer, typed and checked like a form. */
  form: form.default({}),
  limit: duration,
});
/** Another process on a ticket of its own, linked to this one; goes on when that one is closed. */
const processStep = z.strictObject({
  kind: z.literal('process'),
  ...waiting,
  process: writtenText,
  owner,
  /** Whose ticket it is: the requester's own, or the owner's, of which the requester does not hear. */
  requester: z.enum(['owner', 'requester']).default('owner'),
  due: duration,
  ladder: z.array(rung).default([]),
});
const messageStep = z.strictObject({
  kind: z.literal('message'),
  ...flow,
  message: reply,
  to: recipient.default('requester'),
});
const priority = z.enum(['P1', 'P2', 'P3', 'P4']);
const ticketValues = z.strictObject({
  priority: priority.optional(),
  impact: z.enum(['high', 'medium', 'low']).optional(),
  urgency: z.enum(['high', 'medium', 'low']).optional(),
  team: writtenText.optional(),
  tags: z.array(writtenText).optional(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type TicketValues = z.infer<typeof ticketValues>;
/** Rules in order: each that holds sets what no rule before it has set; tags add up. */
const setStep = z.strictObject({
  kind: z.literal('set'),
  ...flow,
  rules: z
    .array(
      z.strictObject({
        when: expression.optional(),
        /** Any of these words in the subject or the requester's text, whatever their case; `rechnung*` begins longer ones. */
        words: z.array(z.string().regex(/\S{2}/, 'write a word of two letters at least')).optional(),
        set: ticketValues,
      }),
    )
    .default([]),
  /** Fields of the ticket by name: JSONata over the same facts as `when`. */
  compute: z.record(z.string(), expression).default({}),
});
/** Sends the acknowledgement with help articles that fit the requester's words, if any do. */
const suggestStep = z.strictObject({
  kind: z.literal('suggest'),
  ...flow,
  message: reply,
  most: z.int().min(1).max(5).default(3),
});
/** For some business time, or until the day that a date field was answered with. */
const waitStep = z.strictObject({
  kind: z.literal('wait'),
  ...flow,
  for: duration.optional(),
  until: z
    .string()
    .regex(/^answers\.[a-z][a-z0-9_]*$/, 'name a date field as answers.<name>')
    .optional(),
});
const parallelStep = z.strictObject({
  kind: z.literal('parallel'),
  ...flow,
  /** Each branch begins at the named step and ends at the word `join`. */
  branches: z.array(stepId).min(2),
  /** With `any` the first branch at its end ends the others, whose open steps are withdrawn. */
  join: z.enum(['all', 'any']).default('all'),
});
const closeStep = z.strictObject({ kind: z.literal('close'), ...described, code: closeCode });

const step = z.discriminatedUnion('kind', [
  taskStep,
  formStep,
  approvalStep,
  customerStep,
  verifyStep,
  externalStep,
  callStep,
  processStep,
  messageStep,
  setStep,
  suggestStep,
  waitStep,
  parallelStep,
  closeStep,
]);

export const processTemplate = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.strictObject({ internal: writtenText, customer: label }),
  onReopen: stepId,
  sla: writtenText,
  /** Only its own people see it: no subject in any mail, no survey, nobody joins by being copied in. */
  confidential: z.boolean().default(false),
  /** How it went is asked once a closing, so long after it; `false` never asks. */
  survey: z.union([z.literal(false), z.strictObject({ after: duration })]).default(false),
  /** How long after closing an answer opens it again; what desk.yaml says when absent. */
  reopenWithin: duration.optional(),
  /** Tickets closed with the same answer to `field`: `times` of them within `within` start an own ticket. */
  recurring: z
    .strictObject({
      field: writtenText,
      within: duration,
      times: z.int().min(2),
      process: writtenText,
    })
    .optional(),
  /** The first step named here is where a new ticket starts. */
  steps: z.record(stepId, step),
});

/** Ends a branch of a parallel step; not a step of its own. */
export const JOIN = 'join';

export type ProcessTemplate = z.infer<typeof processTemplate>;
export type StepDefinition = z.infer<typeof step>;
export type ApprovalStep = z.infer<typeof approvalStep>;
export type ExternalStep = z.infer<typeof externalStep>;
export type CallStep = z.infer<typeof callStep>;
export type ProcessStep = z.infer<typeof processStep>;
export type SetStep = z.infer<typeof setStep>;
/** A step that somebody of the desk owns and completes. */
export type StaffedStep = z.infer<typeof taskStep> | z.infer<typeof formStep> | ApprovalStep;
/** A step that waits for the requester. */
export type AskedStep = z.infer<typeof customerStep> | z.infer<typeof verifyStep>;
/** A step that waits for people, a system or another ticket: one Task state with a token. */
export type AwaitedStep = StaffedStep | AskedStep | ExternalStep | CallStep | ProcessStep;

export const stepDefinition = step;

export function isAwaited(definition: StepDefinition): definition is AwaitedStep {
  return isStaffed(definition) || isAsked(definition) || waitsForOthers.has(definition.kind);
}

const waitsForOthers = new Set<StepDefinition['kind']>(['external', 'call', 'process']);

export function isStaffed(definition: StepDefinition): definition is StaffedStep {
  return definition.kind === 'task' || definition.kind === 'form' || definition.kind === 'approval';
}

export function isAsked(definition: StepDefinition): definition is AskedStep {
  return definition.kind === 'customer' || definition.kind === 'verify';
}

/** Where a ladder's percentages are counted to: when the owner is due, or when waiting ends. */
export function targetOf(definition: AwaitedStep): string {
  if (definition.kind === 'call') return definition.limit;
  return isAsked(definition) ? definition.expires.after : definition.due;
}

/** The end of waiting that nobody has to bring about, if there is one. */
export function expiryOf(definition: AwaitedStep): { after: string; outcome: string } | null {
  if (definition.kind === 'call') return { after: definition.limit, outcome: 'failed' };
  return ('expires' in definition && definition.expires) || null;
}

export function ladderOf(definition: AwaitedStep): Rung[] {
  return definition.kind === 'call' ? [] : definition.ladder;
}

/** What its owner is asked for; empty for a step without a form. */
export function formOf(definition: StepDefinition): Form {
  return 'form' in definition ? definition.form : {};
}

/** `replies/verify.liquid` is the mail text `verify`. */
export function templateName(file: string): string {
  return file.replace(/^replies\//, '').replace(/\.liquid$/, '');
}

/**
 * Whether ending a step so asks for everything that its form requires: the outcome that the template names first does,
 * and every end of mandatory work. Who says that it is spam, or that he must ask back first, need not fill it in.
 */
export function needsWholeForm(definition: AwaitedStep, outcome: string): boolean {
  const isMandatory = 'mandatory' in definition && definition.mandatory;
  return isMandatory || Object.keys(definition.on)[0] === outcome;
}
