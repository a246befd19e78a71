import { explain } from './explain.ts';

const usage = `desk: looks into what the desk does, and sends nothing

  desk explain FILE.eml [--json]   what becomes of a mail, for people or as one JSON object
  desk explain DIR --jsonl         the same for every mail of a folder, one JSON object a line

From a clone of the repository: npm run desk -- explain FILE.eml
Also: npm start · npm run check · npm run compile · npm run bench
`;

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function desk(args: string[]): Promise<number> {
  const [subcommand, ...rest] = args;
  if (subcommand === 'explain') return explain(rest);
  if (subcommand === undefined || subcommand === 'help' || subcommand === '--help') {
    console.log(usage);
    return 0;
  }
  console.error(`desk: there is no command "${subcommand}"\n\n${usage}`);
  return 2;
}
