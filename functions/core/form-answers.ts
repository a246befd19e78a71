import type { Form, FormField } from './process-template.ts';

export type AnswersRead =
  | { kind: 'complete'; answers: Record<string, unknown> }
  | { kind: 'incomplete'; answers: Record<string, unknown>; missing: string[]; invalid: string[] };

/**
 * Reads a form from a mail: lines `field: value`, where a value may go on over the following lines.
 * A form with a single required text field takes a mail without any such line as its whole answer.
 * @param text the new text of the mail, command lines removed.
 */
export function readAnswers(form: Form, text: string): AnswersRead {
  const written = writtenValues(form, text);
  const answers: Record<string, unknown> = {};
  const invalid: string[] = [];
  for (const [name, value] of Object.entries(written)) {
    const field = form[name];
    const read = field && value !== '' ? valueOf(field, value) : undefined;
    if (read !== undefined) answers[name] = read;
    else if (value !== '') invalid.push(name);
  }
  const missing = Object.keys(form).filter(
    (name) => form[name]?.required && !(name in answers) && !invalid.includes(name),
  );
  return missing.length + invalid.length === 0
    ? { kind: 'complete', answers }
    : { kind: 'incomplete', answers, missing, invalid };
}

/** Whether the mail answers any field of this form. */
export function mentionsFields(form: Form, text: string): boolean {
  return text.split('\n').some((line) => fieldLine(form, line) !== null);
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
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));
}

function fieldLine(form: Form, line: string): { name: string; value: string } | null {
  const match = /^[\s*>-]{0,4}([a-z][a-z0-9_ ]*?)\s*[:：]\s*(.*)$/i.exec(line);
  if (!match) return null;
  const name = (match[1] ?? '').toLowerCase().replaceAll(' ', '_');
  return name in form ? { name, value: match[2] ?? '' } : null;
}

function soleTextField(form: Form): string | null {
  const required = Object.keys(form).filter((name) => form[name]?.required);
  const [only] = required;
  return required.length === 1 && only && form[only]?.type === 'text' ? only : null;
}

const YES = ['yes', 'y', 'true', 'ja', 'oui', 'sí', 'si', 'sim'];
const NO = ['no', 'n', 'false', 'nein', 'non', 'não'];

function valueOf(field: FormField, written: string): unknown {
  const word = written.toLowerCase();
  switch (field.type) {
    case 'text':
      return written;
    case 'number': {
      const number = Number(written.replace(',', '.'));
      return Number.isFinite(number) ? number : undefined;
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(Date.parse(written)) ? written : undefined;
    case 'bool':
      return YES.includes(word) ? true : NO.includes(word) ? false : undefined;
    case 'choice':
      return field.options?.find((option) => option.toLowerCase() === word);
  }
}
