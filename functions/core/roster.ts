/** What the choice of an owner needs to know of other tickets. */
export interface Roster {
  /** How often each team (by id) has been given work in turn, this time included. */
  turns: Record<string, number>;
  /** Open work by agent id, urgent tickets weighing more. */
  load: Record<string, number>;
  /** Agent id of whoever helped this requester last. */
  lastOwner: string | null;
}

/** Nothing is known: work is spread by the tickets' references. */
export const noRoster: Roster = { turns: {}, load: {}, lastOwner: null };
