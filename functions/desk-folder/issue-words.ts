import type * as z from 'zod';
import { isWritten } from '../core/written-text.ts';
import { keysAt } from './known-keys.ts';
import { nearName } from './near-name.ts';
import { nameOfPath, valueAt } from './yaml-path.ts';
import type { YamlPath } from './yaml-path.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with a value, where, and how to mend it. */
export interface Complaint {
  path: YamlPath;
  problem: string;
  remedy: string;
}

/**
 * A schema's complaints in the words of somebody who writes YAML.
 * @param root what the file holds.
 */
export function complaintsOf(issues: readonly Issue[], schema: z.ZodType, root: unknown): Complaint[] {
  return issues.flatMap(decidedIssues).flatMap((issue) => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'unrecognized_keys') return strangeKeys(issue.keys, path, { schema, root });
    return [{ path, ...wordsOf(issue, nameOfPath(path, root), valueAt(root, path)) }];
  });
}

/** Where several shapes are possible and the value plainly has one of them, what is wrong with that one. */
function decidedIssues(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((errors) =>
    errors.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  if (!meant) return [issue];
  return meant.flatMap((inner) => decidedIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

function strangeKeys(
  keys: string[],
  path: YamlPath,
  { schema, root }: { schema: z.ZodType; root: unknown },
): Complaint[] {
  const known = keysAt(schema, path, root).all;
  const absent = known.filter((key) => valueAt(root, [...path, key]) === undefined);
  return keys.map((key) => {
    const culprit = [...path, key];
    const meant = nearName(absent, key);
    return {
      path: culprit,
      problem: `${nameOfPath(culprit, root)} means nothing here`,
      remedy: meant
        ? `did you mean ${meant}? Correct its spelling or remove it`
        : `remove it or correct its spelling; what may stand here is ${known.join(', ')}`,
    };
  });
}

function wordsOf(issue: Issue, name: string, value: unknown): { problem: string; remedy: string } {
  const is = `${name} is ${shown(value)}`;
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined || value === null)
        return { problem: `${name} is missing`, remedy: `add it: ${typeWord(issue.expected)}` };
      return { problem: is, remedy: `write ${typeWord(issue.expected)}` };
    case 'invalid_value':
      return { problem: is, remedy: `write one of ${issue.values.map(String).join(', ')}` };
    case 'invalid_union':
      return { problem: value === undefined ? `${name} is missing` : is, remedy: `write ${choiceOf(issue)}` };
    case 'invalid_key':
      return {
        problem: `the name ${name} cannot be used`,
        remedy: ownWords(issue.issues[0]) ?? 'write it in lower case, without spaces',
      };
    case 'too_small':
      return typeof value === 'number'
        ? {
            problem: is,
            remedy: `write ${issue.inclusive ? `${issue.minimum} or more` : `more than ${issue.minimum}`}`,
          }
        : { problem: `${name} has too few entries`, remedy: `give it at least ${issue.minimum}` };
    case 'too_big':
      return { problem: is, remedy: `write ${issue.maximum} or less` };
    case 'invalid_format':
      return {
        problem: is,
        remedy: ownWords(issue) ?? formatWords[issue.format] ?? 'write it in lower case, without spaces',
      };
    default:
      return { problem: `${name} cannot be used: ${issue.message}`, remedy: 'write it as the guide shows' };
  }
}

/** `one of task, form, …` where a key tells the shapes apart, else `false or a group of settings`. */
function choiceOf(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options))
    return `one of ${issue.options.map(String).join(', ')}`;
  const shapes = issue.errors.flatMap(([first]) => {
    if (first?.code === 'invalid_type') return [typeWord(first.expected)];
    return first?.code === 'invalid_value' ? first.values.map(String) : [];
  });
  return [...new Set(shapes)].join(' or ') || 'it as the guide shows';
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

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') return isWritten(value) ? `"${value.slice(0, 80)}"` : 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of settings';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function typeWord(expected: string): string {
  const words: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of settings',
    record: 'a group of settings',
  };
  return words[expected] ?? expected;
}
