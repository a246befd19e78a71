import { migrateTicket } from '../../functions/app/migrate-process.ts';
import { storeIn } from '../../functions/aws/adapters.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { parseTicketRef } from '../../functions/core/ids.ts';
import type { TicketRef } from '../../functions/core/ids.ts';
import { instantOf } from '../../functions/core/instant.ts';
import type { Migration } from '../../functions/core/migrate-process.ts';
import { askRunningDesk } from '../running-desk.ts';
import { argumentsOf, notUnderstood } from './arguments.ts';

/** `desk process migrate`: on the desk that runs on this computer, or on AWS with one's own credentials. @returns the exit code. */
export async function migrate(desk: Desk, args: string[]): Promise<number> {
  const texts = {
    to: { type: 'string' },
    table: { type: 'string' },
    'http-port': { type: 'string' },
  } as const;
  const read = argumentsOf(args, texts);
  if (!read) return 2;
  const ref = parseTicketRef(read.id);
  const { to, table, 'http-port': port = '8080' } = read.values;
  if (!ref) return notUnderstood(`${read.id} is no reference of a ticket`);
  if (typeof to !== 'string')
    return notUnderstood('say to which version, --to current or one of desk process list');
  const outcome =
    typeof table === 'string'
      ? await migrateTicket(
          { store: storeIn({ TABLE_NAME: table }), desk, clock, log: () => undefined },
          { ref, to, by: 'desk' },
        )
      : await migrateOnThisComputer(Number(port), ref, to);
  if (outcome.kind === 'migrated') {
    console.log(
      `${ref} goes on at ${outcome.entry} in version ${outcome.to}; it had version ${outcome.from}.`,
    );
    return 0;
  }
  console.error(`${ref} was not moved:\n  ${outcome.problems.join('\n  ')}`);
  return 1;
}

const clock = () => instantOf(Date.now());

async function migrateOnThisComputer(port: number, ref: TicketRef, to: string): Promise<Migration> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to }),
  };
  const answer = await askRunningDesk(port, `tickets/${ref}/migrate`, request);
  return (await answer.json()) as Migration;
}
