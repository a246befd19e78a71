import { fieldValue, isBlank } from './field-values.ts';
import type { Form, FormField } from './process-template.ts';
import { isQuotedLine } from './quoted-lines.ts';

export type AnswersRead =
  | { kind: 'complete'; answers: Record<string, unknown> }
  | { kind: 'incomplete'; answers: Record<string, unknown>; missing: string[]; invalid: string[] };

/**
 * Reads a form from a mail: lines `field: value`, where a value may go on over the following lines.
 * A form with a single required text field takes a mail without any such line as its whole answer.
 *
 * @param text the new text of the mail, command lines removed.
 * @param files names of the mail's attachments: the answer to the form's file field unless a line names some of them.
 */
export function readAnswers(form: Form, text: string, files: string[] = []): AnswersRead {
  const written: Record<string, unknown> = writtenValues(form, text);
  const ofFiles = Object.keys(form).filter((name) => form[name]?.type === 'file');
  const unnamed = ofFiles.find((name) => isBlank(written[name]));
  const isNamed = ofFiles.some((name) => !isBlank(written[name]));
  if (unnamed && !isNamed && files.length > 0) written[unnamed] = files;
  const read = checkAnswers(form, written);
  const unattached = ofFiles.filter((name) => !namesFiles(read.answers[name], files));
  return unattached.length > 0 ? incomplete(read, unattached) : read;
}

/**
 * Answers of a page or another system: each typed as its field says, nothing required missing. What the form does not
 * ask for is left out.
 */
export function checkAnswers(form: Form, given: Record<string, unknown>): AnswersRead {
  const answers: Record<string, unknown> = {};
  const invalid: string[] = [];
  for (const [name, field] of Object.entries(form)) {
    if (isBlank(given[name])) continue;
    const value = fieldValue(field, given[name]);
    if (value === undefined) invalid.push(name);
    else answers[name] = value;
  }
  const missing = missingAnswers(form, answers).filter((name) => !invalid.includes(name));
  return missing.length + invalid.length === 0
    ? { kind: 'complete', answers }
    : { kind: 'incomplete', answers, missing, invalid };
}

/** What the form asks for and was not answered, what depends on another answer included. */
export function missingAnswers(form: Form, answers: Record<string, unknown>): string[] {
  return Object.entries(form).flatMap(([name, { required, requiredIf }]) => {
    const isAsked = required || requiredIf?.is.some((value) => holds(answers[requiredIf.field], value));
    return isAsked && isBlank(answers[name]) ? [name] : [];
  });
}

/**
 * The lines of a text that answer a form which is a part of it, and those that do not. A text goes on to the next field
 * or the end, a list to the next empty line, anything else is one line: that of the name or the one below it.
 */
export function linesOfForm(form: Form, text: string): { answering: string[]; others: string[] } {
  const answering: string[] = [];
  const others: string[] = [];
  let open: { type: FormField['type']; isBegun: boolean } | null = null;
  for (const line of text.split('\n')) {
    const started = isQuotedLine(line) ? null : fieldLine(form, line);
    if (started) open = { type: form[started.name]?.type ?? 'text', isBegun: started.value !== '' };
    else if (open)
      open = !isQuotedLine(line) && goesOn(open, line) ? { type: open.type, isBegun: true } : null;
    (open ? answering : others).push(line);
  }
  return { answering, others };
}

function goesOn({ type, isBegun }: { type: FormField['type']; isBegun: boolean }, line: string): boolean {
  if (type === 'text') return true;
  return line.trim() !== '' && (!isBegun || type === 'multi' || type === 'file');
}

/** Whether the mail answers any field of this form. */
export function mentionsFields(form: Form, text: string): boolean {
  return text.split('\n').some((line) => fieldLine(form, line) !== null);
}

/** `true` is what `is: [yes]` or `is: ['true']` means, a list holds what it names. */
function holds(answer: unknown, wanted: string): boolean {
  const word = wanted.toLowerCase();
  if (Array.isArray(answer)) return answer.some((one) => holds(one, wanted));
  if (typeof answer === 'boolean') return (answer ? ['true', 'yes'] : ['false', 'no']).includes(word);
  return !isBlank(answer) && String(answer).toLowerCase() === word;
}

function namesFiles(answer: unknown, files: string[]): boolean {
  const attached = files.map((name) => name.toLowerCase());
  return !Array.isArray(answer) || answer.every((name) => attached.includes(String(name).toLowerCase()));
}

function incomplete(read: AnswersRead, unattached: string[]): AnswersRead {
  const { missing, invalid } = read.kind === 'complete' ? { missing: [], invalid: [] } : read;
  return { kind: 'incomplete', answers: read.answers, missing, invalid: [...invalid, ...unattached] };
}

function writtenValues(form: Form, text: string): Record<string, string> {
  const values: Record<string, string> = {};
  let current: string | null = null;
  for (const line of text.split('\n')) {
    const started = fieldLine(form, line);
    if (started) {
      current = started.name;
      values[current] = started.value;
    } else if (current) {
      values[current] = `${values[current] ?? ''}\n${line}`;
    }
  }
  const only = soleTextField(form);
  if (current === null && only && text.trim()) values[only] = text;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, ownLines(form[name], value)]),
  );
}

/** A text goes on to the next field, a list to the next empty line; anything else is one line, whatever stands below. */
function ownLines(field: FormField | undefined, value: string): string {
  const written = value.trim();
  if (field?.type === 'text') return written;
  const isList = field?.type === 'multi' || field?.type === 'file';
  return (isList ? written.split(/\n\s*\n/) : written.split('\n'))[0] ?? '';
}

/** The field that a line begins to answer, and what stands behind it. */
export function fieldLine(form: Form, line: string): { name: string; value: string } | null {
  const match = /^[\s*>-]{0,4}([a-z][a-z0-9_ ]*?)\s*[:：]\s*(.*)$/i.exec(line);
  if (!match) return null;
  const name = (match[1] ?? '').toLowerCase().replaceAll(' ', '_');
  return Object.hasOwn(form, name) ? { name, value: match[2] ?? '' } : null;
}

function soleTextField(form: Form): string | null {
  const required = Object.keys(form).filter((name) => form[name]?.required);
  const [only] = required;
  return required.length === 1 && only && form[only]?.type === 'text' ? only : null;
}
