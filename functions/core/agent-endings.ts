import { approversOf, castVote, isApproval } from './approval.ts';
import type { OpenApproval, VoteRefusal, Voting } from './approval.ts';
import { by, called, isOwnWork, isSameVisit } from './agent-ordering.ts';
import type { AgentOrdering } from './agent-ordering.ts';
import { whatEnds } from './command-grammar.ts';
import type { Command } from './command-grammar.ts';
import type { AgentWords } from './commands.ts';
import { linesOfForm, mentionsFields, readAnswers } from './form-answers.ts';
import { isOfferedTo } from './offer.ts';
import { formOf, needsWholeForm, isStaffed } from './process-template.ts';
import { bringStep } from './step-mail.ts';
import type { Step } from './ticket.ts';

/** Which steps an agent's mail ends, and how. */

export type Ending =
  | { kind: 'end'; step: Step; outcome: string; answers: Record<string, unknown> }
  | { kind: 'vote'; step: OpenApproval; voting: Extract<Voting, { kind: 'counted' }> };

export type Endings =
  | { kind: 'found'; endings: Ending[] }
  /** `step` is the one that he shall be shown again. */
  | { kind: 'refused'; reason: string; step: Step | null };

interface EndingMail extends AgentOrdering {
  /** What he may end. */
  steps: Step[];
  answerAs: 'reply' | 'note';
  /** His words in the pieces between his orders. */
  parts: string[];
  /** Names of the files that he sent along. */
  files: string[];
}

type Outcome = Extract<Command, { kind: 'outcome' }>;

/**
 * What an agent may end: his own steps, what was offered to him, decisions that he was asked for, and the step that the
 * mail was about; without any of his own he may do a colleague's work for him. A decision stays with whom it was asked of.
 */
export function endableSteps({
  draft,
  author,
  about,
}: Pick<AgentOrdering, 'draft' | 'author' | 'about'>): Step[] {
  const isAsked = (step: Step) => isApproval(step) && approversOf(step).includes(author.id);
  const own = draft.openSteps.filter(
    (step) => isOwnWork(step, author) || isOfferedTo(step, author.id) || isAsked(step),
  );
  const others = draft.openSteps.filter(
    (step) => isStaffed(step.definition) && !isApproval(step) && !own.includes(step),
  );
  return own.length === 0 ? others : [...own, ...others.filter((step) => isSameVisit(step, about))];
}

/**
 * An outcome is ordered by a command. Without one, only somebody who has forms to fill in ends a step: by naming
 * their fields, or by any words in answer to the mail that brought the form.
 */
export function endingsOf(words: AgentWords, mail: EndingMail): Endings {
  const order = words.commands.find((command) => command.kind === 'outcome');
  if (order) {
    const chosen = stepsEndedBy(order, mail);
    return 'kind' in chosen ? chosen : endingsAmong(chosen, mail, () => order);
  }
  const leavesOpen = words.commands.some(({ kind }) => leavingOpen.has(kind));
  if (mail.answerAs === 'reply' || leavesOpen || (!words.text && mail.files.length === 0)) return none;
  const { author, about } = mail;
  const forms = mail.steps.filter(
    (step) => step.definition.kind === 'form' && (step.owner === author.id || isOfferedTo(step, author.id)),
  );
  const named = mentioned(forms, words.text);
  const chosen = named.length > 0 ? named : forms.filter((step) => isSameVisit(step, about));
  return endingsAmong(chosen, mail, (step) => ({ outcome: soleOutcome(step), words: '' }));
}

export function carryOutEnding({ draft, author }: AgentOrdering, ending: Ending): void {
  if (ending.kind === 'end') {
    const { outcome, answers } = ending;
    return draft.completeStep(ending.step, { outcome, answers, by: by(author) });
  }
  recordVote({ draft, author }, ending.voting);
}

/** Writes a vote down, ends the step when it decides, else asks whoever's turn it has become. */
export function recordVote(
  { draft, author }: Pick<AgentOrdering, 'draft' | 'author'>,
  { step, decided, next }: Extract<Voting, { kind: 'counted' }>,
): void {
  const { vote } = step.approval?.votes.at(-1) ?? {};
  draft.putStep(step);
  draft.addEvent('vote_cast', by(author), { step: step.id, visit: step.visit, vote });
  if (decided) draft.completeStep(step, { ...decided, by: by(author) });
  else if (next !== null) bringStep(draft, step, next);
}

/** The words of a mail without the answers to the forms of tasks that it ends. */
export function withoutAnswers({ parts }: Pick<AgentWords, 'parts'>, endings: Ending[]): string {
  const forms = endings.flatMap(({ step: { definition } }) =>
    definition.kind === 'task' ? [definition.form] : [],
  );
  return forms
    .reduce((rest, form) => rest.map((part) => linesOfForm(form, part).others.join('\n')), parts)
    .join('\n')
    .trim();
}

/** A task whose form these words fill in although they do not end it. */
export function filledButOpen(steps: Step[], text: string): Step | null {
  return mentioned(steps, text).find(({ definition }) => definition.kind === 'task') ?? null;
}

const none: Endings = { kind: 'found', endings: [] };

/** Words beside these say something else than the answer to a form. */
const leavingOpen: ReadonlySet<Command['kind']> = new Set([
  'note',
  'public',
  'snooze',
  'delegate',
  'problem',
  'waive',
  'reopen',
  'assign',
  'close',
]);

/**
 * The step that the mail was about; all of several forms that it names fields of; the one that can end so. Words to the
 * customer go with a task, words to the desk with a form or a decision. Nobody guesses among several.
 */
function stepsEndedBy(order: Outcome, mail: EndingMail): Step[] | Extract<Endings, { kind: 'refused' }> {
  const { about, text, answerAs } = mail;
  const able = mail.steps.filter(({ definition }) => order.outcome in definition.on);
  const suiting = able.filter(({ definition }) => (definition.kind === 'task') === (answerAs === 'reply'));
  const possible = suiting.length > 0 ? suiting : able;
  const meant = able.find((step) => isSameVisit(step, about)) ?? able.find(({ id }) => id === about?.id);
  if (meant?.definition.kind === 'task') return [meant];
  const named = mentioned(possible, text);
  if (named.length > 0) return named;
  if (meant) return [meant];
  if (about && about.state.kind !== 'open') return refused(`${called(about)} ${endOf(about)}.`);
  const [first, second] = possible;
  if (!first) return refused(`Nothing of yours ends with #${order.outcome}; ${whatEnds([])}.`);
  if (!second) return [first];
  const fields = fieldNames(possible);
  return refused(
    fields.length > 0 && possible.every(hasFields)
      ? `Several forms are waiting for you. Name the field before each answer: ${fields.join(', ')}.`
      : `Several steps end so: ${possible.map(called).join(', ')}. Answer the mail of the one you mean.`,
  );
}

function endOf({ state }: Step): string {
  return state.kind === 'done' ? `was ended before, as ${state.outcome}` : 'is not needed any more';
}

function endingsAmong(
  chosen: Step[],
  mail: EndingMail,
  orderFor: (step: Step) => { outcome: string; words: string },
): Endings {
  const endings: Ending[] = [];
  for (const step of chosen) {
    const order = orderFor(step);
    const ending =
      isApproval(step) && (order.outcome === 'approved' || order.outcome === 'declined')
        ? voteOn(step, mail, { vote: order.outcome, words: order.words })
        : endOfStep(step, mail, order);
    if (ending.kind === 'refused') return ending;
    endings.push(ending);
  }
  return { kind: 'found', endings };
}

type Refused = Extract<Endings, { kind: 'refused' }>;

function endOfStep(
  step: Step,
  mail: EndingMail,
  order: { outcome: string; words: string },
): Ending | Refused {
  const { outcome, words } = order;
  if (words && !mail.text && asksCustomer(step, mail, outcome))
    return refused(
      `What stands behind #${outcome} on its line stays with the desk, and the customer would be asked nothing. Write the question on lines of its own.`,
      step,
    );
  const read = readAnswers(formOf(step.definition), answersWithin(mail, step), mail.files);
  const isEnough =
    read.kind === 'complete' || (read.invalid.length === 0 && !needsWholeForm(step.definition, outcome));
  if (!isEnough) return refused(incompleteForm(read), step);
  return { kind: 'end', step, outcome, answers: { ...read.answers, ...(words ? { reason: words } : {}) } };
}

/** Who agrees fills in the form, if there is one; who declines says why, on the line or below it. */
function voteOn(
  step: OpenApproval,
  mail: EndingMail,
  { vote, words }: { vote: 'approved' | 'declined'; words: string },
): Ending | Refused {
  const { draft, author, text, files } = mail;
  const read = readAnswers(step.definition.form, text, files);
  if (vote === 'approved' && read.kind === 'incomplete') return refused(incompleteForm(read), step);
  const voting = castVote(step, {
    voter: author,
    requester: draft.participant(draft.ticket.requester),
    vote,
    reason: words || linesOf(text, (line) => !mentionsFields(step.definition.form, line)),
    answers: read.answers,
    at: draft.now,
  });
  return voting.kind === 'refused' ? refused(voteRefusals[voting.why], step) : { kind: 'vote', step, voting };
}

const voteRefusals: Record<VoteRefusal, string> = {
  no_approver: 'This decision is asked of somebody else.',
  own_request: 'Nobody decides about his own request.',
  not_your_turn: 'Somebody else decides before you. You get a mail when it is your turn.',
  reason_needed: 'Say why: #decline and the reason.',
};

/** The step after it has no text of its own: the agent's words are the question. */
function asksCustomer({ definition }: Step, { draft, desk }: EndingMail, outcome: string): boolean {
  const target = 'on' in definition ? definition.on[outcome] : undefined;
  const next = desk.processes[draft.ticket.process.id]?.steps[target ?? ''];
  return next?.kind === 'customer' && !next.message;
}

/** A task ends with a mail to the customer: only what stands behind its fields is meant for its form. */
function answersWithin({ text, parts }: EndingMail, { definition }: Step): string {
  if (definition.kind !== 'task') return text;
  return parts.flatMap((part) => linesOfForm(definition.form, part).answering).join('\n');
}

function linesOf(text: string, wanted: (line: string) => boolean): string {
  return text.split('\n').filter(wanted).join('\n');
}

function mentioned(steps: Step[], text: string): Step[] {
  return steps.filter(({ definition }) => mentionsFields(formOf(definition), text));
}

function hasFields({ definition }: Step): boolean {
  return Object.keys(formOf(definition)).length > 0;
}

function fieldNames(steps: Step[]): string[] {
  return steps.flatMap(({ definition }) => Object.keys(formOf(definition)).map((name) => `${name}:`));
}

function soleOutcome({ definition }: Step): string {
  return 'done' in definition.on ? 'done' : (Object.keys(definition.on)[0] ?? 'done');
}

function incompleteForm({ missing, invalid }: { missing: string[]; invalid: string[] }): string {
  const parts = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(invalid.length > 0 ? [`not readable: ${invalid.join(', ')}`] : []),
  ];
  return `The form is not complete (${parts.join('; ')}).`;
}

function refused(reason: string, step: Step | null = null): Refused {
  return { kind: 'refused', reason, step };
}
