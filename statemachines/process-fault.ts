/** Something that an admin must mend before the process can run. */
export interface ProcessFault {
  /** Null when it is about the process as a whole. */
  step: string | null;
  /** Where in the YAML document: `['steps', 'triage', 'on', 'done']`. */
  path: (string | number)[];
  problem: string;
  remedy: string;
}

/** What the rest of `desk/` knows by name: ids, and mail texts as `need-info` for `replies/need-info.liquid`. */
export interface KnownNames {
  teams: readonly string[];
  roles: readonly string[];
  agents: readonly string[];
  /** What any agent can do. */
  skills: readonly string[];
  /** On-call tables. */
  onCall: readonly string[];
  sla: readonly string[];
  replies: readonly string[];
  hooks: readonly string[];
  /** Every process, this one too, and which others its steps start. */
  processes: Readonly<Record<string, readonly string[]>>;
}

interface Words {
  problem: string;
  remedy: string;
}

/** @param where below the step: `['on', 'done']`. */
export function stepFault(step: string, where: (string | number)[], words: Words): ProcessFault {
  return { step, path: ['steps', step, ...where], ...words };
}

export function processFault(path: (string | number)[], words: Words): ProcessFault {
  return { step: null, path, ...words };
}

export function nameOneOf(what: string, names: readonly string[]): string {
  return names.length > 0 ? `name one of ${names.join(', ')}` : `add it under ${what} in desk.yaml first`;
}
