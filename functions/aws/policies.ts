import type { SlaPolicy } from '../core/desk.ts';
import { policyKey } from './items.ts';
import { policyVersion, readStoredPolicy, storedPolicy } from './stored-ticket.ts';
import type { Table } from './table.ts';

/** What was promised, by version; a version never changes, so each is written and read once a process. */
export interface Policies {
  keep(policy: SlaPolicy | undefined): Promise<void>;
  /** @throws Error for a version that was never kept. */
  read(version: string): Promise<SlaPolicy>;
}

export function openPolicies(table: Table): Policies {
  const known = new Map<string, SlaPolicy>();
  return {
    async keep(policy) {
      if (!policy) return;
      const version = policyVersion(policy);
      if (known.has(version)) return;
      await table.put({ key: policyKey(version), body: storedPolicy(policy) });
      known.set(version, policy);
    },
    async read(version) {
      const found = known.get(version);
      if (found) return found;
      const stored = await table.get(policyKey(version));
      if (!stored) throw new Error(`the table has no promises of version ${version}`);
      const policy = readStoredPolicy(stored);
      known.set(version, policy);
      return policy;
    },
  };
}
