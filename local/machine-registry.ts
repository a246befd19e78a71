import { prepareMachine } from './machine-definition.ts';
import type { PreparedMachine } from './machine-definition.ts';
import type { MachineJournal } from './machine-journal.ts';

export interface MachineRegistry {
  /** What a new execution of this machine runs, and the name under which the journal keeps it. */
  current(name: string): { digest: string; machine: PreparedMachine };
  /** What an execution was started with, whatever the machine is today. */
  kept(digest: string): PreparedMachine;
}

/** @throws Error for a definition that the runner cannot perform to the letter. */
export function openMachineRegistry(
  journal: MachineJournal,
  machines: ReadonlyMap<string, unknown>,
): MachineRegistry {
  const ready = [...machines].map(([name, definition]) => ({
    name,
    machine: prepareMachine(name, definition),
  }));
  const digests = journal.keepDefinitions(
    [...machines.values()].map((definition) => JSON.stringify(definition)),
  );
  const prepared = new Map<string, PreparedMachine>();
  const current = new Map<string, { digest: string; machine: PreparedMachine }>();
  digests.forEach((digest, index) => {
    const one = ready[index];
    if (!one) return;
    prepared.set(digest, one.machine);
    current.set(one.name, { digest, machine: one.machine });
  });

  return {
    current: (name) => {
      const known = current.get(name);
      if (!known) throw new Error(`there is no machine ${name}`);
      return known;
    },
    kept: (digest) => {
      const known = prepared.get(digest);
      if (known) return known;
      const machine = prepareMachine('of an older definition', JSON.parse(journal.definition(digest)));
      prepared.set(digest, machine);
      return machine;
    },
  };
}
