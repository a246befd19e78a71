import { parseArgs } from 'node:util';
import type { Clock } from '../../functions/core/ticket.ts';
import { clockDifferences } from '../clock-differences.ts';
import { askRunningDesk } from '../running-desk.ts';

const usage = `desk clocks rebuild REF [--http-port 8080]
  Goes through the history of a ticket again, with the desk that runs on this computer (npm start), and says in what
  its clocks differ from those that are stored. Changes nothing.
`;

const options = { 'http-port': { type: 'string', default: '8080' } } as const;

/** @returns the exit code: 0 the same, 1 different or not to be had, 2 not understood. */
export async function clocks(args: string[]): Promise<number> {
  const given = read(args);
  if (!given) {
    console.error(usage);
    return 2;
  }
  const { ref, port } = given;
  const answer = await askRunningDesk(port, `tickets/${encodeURIComponent(ref)}/clocks`);
  if (!answer.ok) {
    console.error(`The desk on port ${port} has no ticket ${ref}.`);
    return 1;
  }
  const { stored, rebuilt } = (await answer.json()) as { stored: Clock[]; rebuilt: Clock[] };
  const differences = clockDifferences(stored, rebuilt);
  const count = `${stored.length} ${stored.length === 1 ? 'clock' : 'clocks'}`;
  if (differences.length === 0) console.log(`${ref}: ${count}, as the history makes them.`);
  else console.error(`${ref}: ${count}, and the history makes other ones.\n  ${differences.join('\n  ')}`);
  return differences.length === 0 ? 0 : 1;
}

function read(args: string[]): { ref: string; port: number } | null {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [verb, ref, ...more] = positionals;
    const port = Number(values['http-port']);
    const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
    return verb === 'rebuild' && ref && more.length === 0 && isPort ? { ref, port } : null;
  } catch {
    return null;
  }
}
