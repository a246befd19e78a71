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
  sla: readonly string[];
  replies: readonly string[];
}

export function nameOneOf(what: string, names: readonly string[]): string {
  return names.length > 0 ? `name one of ${names.join(', ')}` : `add it under ${what} in desk.yaml first`;
}
