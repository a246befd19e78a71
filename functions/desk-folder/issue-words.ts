import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** A schema's complaint in the words of somebody who writes YAML: what is wrong, and how to mend it. */
export function wordsOfIssue(issue: Issue, value: unknown): { problem: string; remedy: string } {
  const name = nameOf(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        problem: `${issue.keys.join(', ')} means nothing ${place(issue.path)}`,
        remedy: 'remove it or correct its spelling',
      };
    case 'invalid_type':
      if (value === undefined || value === null)
        return { problem: `${name} is missing`, remedy: `add it: ${typeWord(issue.expected)}` };
      return { problem: `${name} is ${kindOf(value)}`, remedy: `write ${typeWord(issue.expected)}` };
    case 'invalid_value':
      return {
        problem: `${name} is ${shown(value)}`,
        remedy: `write one of ${issue.values.map(String).join(', ')}`,
      };
    case 'invalid_union':
      if (!('options' in issue) || !Array.isArray(issue.options))
        return { problem: `${name} is ${shown(value)}`, remedy: 'write it as the guide shows' };
      return {
        problem: value === undefined ? `${name} is missing` : `${name} is ${shown(value)}`,
        remedy: `write one of ${issue.options.map(String).join(', ')}`,
      };
    case 'invalid_key':
      return {
        problem: `the name ${name} cannot be used`,
        remedy: ownWords(issue.issues[0]) ?? 'write it in lower case, without spaces',
      };
    case 'too_small':
      return typeof value === 'number'
        ? { problem: `${name} is ${value}`, remedy: `write ${numberFrom(issue)}` }
        : { problem: `${name} has too few entries`, remedy: `give it at least ${issue.minimum}` };
    case 'invalid_format':
      return {
        problem: `${name} is ${shown(value)}`,
        remedy: ownWords(issue) ?? formatWords[issue.format] ?? 'write it in lower case, without spaces',
      };
    default:
      return { problem: `${name} cannot be used: ${issue.message}`, remedy: 'write it as the guide shows' };
  }
}

function numberFrom({ minimum, inclusive }: { minimum: number | bigint; inclusive?: boolean }): string {
  return inclusive ? `${minimum} or more` : `more than ${minimum}`;
}

const formatWords: Record<string, string> = {
  date: 'write a day of the calendar as 2026-12-24',
  url: 'write a whole address as https://www.example.com',
};

/** Our schemas speak in the imperative; what zod says by itself begins with "Invalid". */
function ownWords(issue: { message?: string } | undefined): string | null {
  const message = issue?.message ?? '';
  return message === '' || message.startsWith('Invalid') ? null : message;
}

/** `owner of steps.investigate`, `entry 2 of holidays`. */
function nameOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  const around = path.slice(0, -1).map(String).join('.');
  const name = typeof last === 'number' ? `entry ${last + 1}` : String(last);
  return around ? `${name} of ${around}` : name;
}

function place(path: readonly PropertyKey[]): string {
  return path.length > 0 ? `in ${path.map(String).join('.')}` : 'here';
}

function shown(value: unknown): string {
  return typeof value === 'string' && value !== '' ? `"${value.slice(0, 80)}"` : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a group of settings' : JSON.stringify(value).slice(0, 80);
}

function typeWord(expected: string): string {
  const words: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of settings',
    record: 'a group of settings',
  };
  return words[expected] ?? expected;
}
