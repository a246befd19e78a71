import type { AgentWords } from './commands.ts';
import type { Desk } from './desk.ts';
import { mentionsFields, readAnswers } from './form-answers.ts';
import { isStaffed } from './process-template.ts';
import type { StaffedStep } from './process-template.ts';
import { isMeantBy } from './step-owner.ts';
import type { Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** Which steps an agent's mail ends, and how. */

export type StaffedOpenStep = Step & { definition: StaffedStep };

export interface Ending {
  step: StaffedOpenStep;
  outcome: string;
  answers: Record<string, unknown>;
}

export type Endings = { kind: 'found'; endings: Ending[] } | { kind: 'refused'; reason: string };

/**
 * What an agent may end: his own steps; an agent without any may do a colleague's work for him. A decision is made
 * by whom the process asks for it: the owner of the approval, or another of the team or role that it names.
 */
export function endableSteps(draft: TicketDraft, author: Participant, desk: Desk): StaffedOpenStep[] {
  const staffed = draft.openSteps.flatMap((step) =>
    isStaffed(step.definition) ? [{ ...step, definition: step.definition }] : [],
  );
  const own = staffed.filter((step) => step.owner === author.id);
  if (own.length > 0) return own;
  return staffed.filter(
    ({ definition }) => definition.kind !== 'approval' || isMeantBy(definition.owner, author.agentId, desk),
  );
}

/**
 * An outcome is ordered by a command. Without one, only somebody who has forms to fill in ends a step: by naming
 * their fields, or by any words when there is one form and nothing else that they could be about.
 */
export function endingsOf(
  words: AgentWords,
  mail: { steps: StaffedOpenStep[]; author: Participant; answerAs: 'reply' | 'note' },
): Endings {
  const ordered = words.commands.filter((command) => command.kind === 'outcome');
  const [order] = ordered;
  if (ordered.length > 1) return refused('More than one outcome was given; a step ends in one way.');
  if (order) {
    const possible = mail.steps.filter((step) => order.outcome in step.definition.on);
    return endingsAmong(suited(possible, mail.answerAs), words.text, () => order);
  }
  const isNote = words.commands.some((command) => command.kind === 'note');
  if (mail.answerAs === 'reply' || isNote || !words.text) return none;
  const own = mail.steps.filter((step) => step.owner === mail.author.id);
  const forms = own.filter((step) => step.definition.kind === 'form');
  const mayMean = own.length === forms.length ? forms : mentioned(forms, words.text);
  return endingsAmong(mayMean, words.text, (step) => ({ outcome: soleOutcome(step), words: '' }));
}

const none: Endings = { kind: 'found', endings: [] };

/** Words to the customer go with a task, words to the desk with a form or a decision. */
function suited(steps: StaffedOpenStep[], answerAs: 'reply' | 'note'): StaffedOpenStep[] {
  const suiting = steps.filter(({ definition }) => (definition.kind === 'task') === (answerAs === 'reply'));
  return suiting.length > 0 ? suiting : steps;
}

/** All of several forms that the mail names fields of; the one step that there is; else nobody knows which. */
function endingsAmong(
  steps: StaffedOpenStep[],
  text: string,
  orderFor: (step: StaffedOpenStep) => { outcome: string; words: string },
): Endings {
  const named = mentioned(steps, text);
  const [first, second] = steps;
  if (named.length === 0 && first && second && hasFields(first) && hasFields(second))
    return refused(
      `Several forms are waiting for you. Name the field before each answer: ${fieldNames(steps).join(', ')}.`,
    );
  const chosen = named.length > 0 ? named : first ? [first] : [];
  const endings: Ending[] = [];
  for (const step of chosen) {
    const { outcome, words } = orderFor(step);
    const read = readAnswers(step.definition.form, answersWithin(text, step));
    if (read.kind === 'incomplete') return refused(incompleteForm(read));
    endings.push({ step, outcome, answers: { ...read.answers, ...(words ? { reason: words } : {}) } });
  }
  return { kind: 'found', endings };
}

/** A task ends with a mail to the customer: only the lines that name a field are meant for its form. */
function answersWithin(text: string, { definition }: StaffedOpenStep): string {
  if (definition.kind !== 'task') return text;
  return linesOf(text, (line) => mentionsFields(definition.form, line));
}

/** The words of a mail without the answers to the forms of tasks that it ends. */
export function withoutAnswers(text: string, endings: Ending[]): string {
  const tasks = endings.map(({ step }) => step).filter(({ definition }) => definition.kind === 'task');
  return linesOf(text, (line) => mentioned(tasks, line).length === 0).trim();
}

function linesOf(text: string, wanted: (line: string) => boolean): string {
  return text.split('\n').filter(wanted).join('\n');
}

function mentioned(steps: StaffedOpenStep[], text: string): StaffedOpenStep[] {
  return steps.filter(({ definition }) => mentionsFields(definition.form, text));
}

function hasFields({ definition }: StaffedOpenStep): boolean {
  return Object.keys(definition.form).length > 0;
}

function fieldNames(steps: StaffedOpenStep[]): string[] {
  return steps.flatMap(({ definition }) => Object.keys(definition.form).map((name) => `${name}:`));
}

function soleOutcome(step: StaffedOpenStep): string {
  return 'done' in step.definition.on ? 'done' : (Object.keys(step.definition.on)[0] ?? 'done');
}

function incompleteForm({ missing, invalid }: { missing: string[]; invalid: string[] }): string {
  const parts = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(invalid.length > 0 ? [`not readable: ${invalid.join(', ')}`] : []),
  ];
  return `The form is not complete (${parts.join('; ')}).`;
}

function refused(reason: string): Endings {
  return { kind: 'refused', reason };
}
