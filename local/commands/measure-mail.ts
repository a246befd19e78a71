import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readExpectation } from '../measure-mail/expectation.ts';
import { scoreMail } from '../measure-mail/score-mail.ts';
import { missLines, scoreTables } from '../measure-mail/score-table.ts';
import type { ScoredMail } from '../measure-mail/score-table.ts';
import { explainFile, mailFiles } from './explain.ts';

const USAGE = 'npm run measure:mail -- DIR [--misses]: how well the mails of a folder are understood';

interface MeasuredMail extends ScoredMail {
  ms: number;
  error: string | null;
}

/**
 * Reads every `.eml` below a folder that has an `.expected.json` beside it, as `desk explain` does, and prints how often
 * each expectation is met.
 * @returns the exit code: 0 measured (a missed goal is no failure), 1 nothing to measure, 2 not understood.
 */
export async function measureMail(args: string[]): Promise<number> {
  const call = readCall(args);
  if (call instanceof Error) return fail(`${call.message}\n${USAGE}`, 2);
  const { positionals, values } = call;
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) return fail(USAGE, 2);
  const files = mailFiles(folder);
  if (!files) return fail(`${folder} cannot be read: is the name right?`, 1);
  const expected = files.filter((file) => existsSync(expectationOf(file)));
  if (expected.length === 0) return fail(`${folder} holds no mail with an .expected.json beside it`, 1);
  const mails: MeasuredMail[] = [];
  for (const file of expected) mails.push(await measureFile(folder, file));
  print(mails, values.misses);
  return 0;
}

function readCall(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { misses: { type: 'boolean', default: false } },
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function measureFile(folder: string, path: string): Promise<MeasuredMail> {
  const file = relative(folder, path) || path;
  const got = explainFile(path, file);
  const verdicts = scoreMail({ expected: readExpectation(expectationOf(path)), got });
  return { file, verdicts, ms: got.ms, error: got.error };
}

function expectationOf(mail: string): string {
  return mail.replace(/\.eml$/i, '.expected.json');
}

function print(mails: MeasuredMail[], misses: boolean): void {
  console.log(scoreTables(mails).join('\n'));
  if (misses) console.log(['', ...missLines(mails)].join('\n'));
  const slowest = mails.toSorted((first, second) => second.ms - first.ms)[0];
  const crashed = mails.filter(({ error }) => error !== null).length;
  const empty = mails.filter(({ verdicts }) =>
    verdicts.some(({ key, exact }) => key === 'reply not empty' && !exact),
  ).length;
  console.log(`
${mails.length} mails, ${crashed} crashes, ${empty} empty replies to a text
slowest: ${slowest?.ms.toFixed(0)} ms, ${slowest?.file}`);
}

function fail(message: string, code: number): number {
  console.error(message);
  return code;
}
