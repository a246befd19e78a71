import { createHash } from 'node:crypto';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Clock, Store } from './ports.ts';

export interface BudgetDeps {
  store: Pick<Store, 'spendBudget'>;
  clock: Clock;
}

/**
 * Counts one more in each scope within the window that is running, and stops at the first that is used up: scopes that
 * only one correspondent uses stand first, so that who exceeds his own spends nobody else's.
 */
export async function spendAll(
  { store, clock }: BudgetDeps,
  minutes: number,
  scopes: (readonly [scope: string, limit: number])[],
): Promise<boolean> {
  const span = minutes * 60_000;
  const window = Math.floor(millisOf(clock()) / span);
  const expires = instantOf((window + 2) * span);
  for (const [scope, limit] of scopes)
    if (!(await store.spendBudget({ scope, window: `${minutes}:${window}`, limit, expires }))) return false;
  return true;
}

const ONE_IN = 10;

/**
 * Budgets that everybody shares are counted by every tenth, chosen by what is counted: a row that every mail of the desk
 * writes would be its slowest.
 */
export function sharedScopes(
  counted: string,
  scopes: (readonly [scope: string, limit: number])[],
): (readonly [scope: string, limit: number])[] {
  if (createHash('sha256').update(counted).digest().readUInt32BE() % ONE_IN !== 0) return [];
  return scopes.map(([scope, limit]) => [scope, Math.ceil(limit / ONE_IN)]);
}
