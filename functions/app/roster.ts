import { candidatesFor } from '../core/candidates.ts';
import type { Desk } from '../core/desk.ts';
import { isAsked, isStaffed } from '../core/process-template.ts';
import type { AwaitedStep } from '../core/process-template.ts';
import { noRoster } from '../core/roster.ts';
import type { Roster } from '../core/roster.ts';
import { teamSharing } from '../core/step-owner.ts';
import type { TicketDraft } from '../core/ticket-draft.ts';
import type { Store } from './ports.ts';

/**
 * What must be known of other tickets to find a step's owner: read only for a team that shares its work by it, and
 * not when the assignee keeps the work. A decision that has to be made anew takes another turn, and passes somebody
 * over once.
 */
export async function rosterFor(
  deps: { store: Store; desk: Desk },
  draft: TicketDraft,
  definition: AwaitedStep,
): Promise<Roster> {
  const { store, desk } = deps;
  const skills = isStaffed(definition) ? definition.skills : undefined;
  const asked = namesIn(definition).flatMap((name) => {
    const id = teamSharing(name, draft, desk, skills);
    const team = desk.teams[id ?? ''];
    return id && team ? [{ name, id, team }] : [];
  });
  const inTurn = asked.filter(({ team }) => team.assign === 'round_robin').map(({ id }) => id);
  const compared = asked
    .filter(({ team }) => team.assign === 'least_loaded')
    .flatMap(({ name }) => candidatesFor(name, draft, desk).map(({ id }) => id));
  const { address } = draft.participant(draft.ticket.requester);
  const comesBack = asked.some(({ team }) => team.sticky) && address !== '';
  const [turns, load, lastOwner] = await Promise.all([
    turnsOf(store, [...new Set(inTurn)]),
    compared.length > 0 ? store.openWork([...new Set(compared)]) : noRoster.load,
    comesBack ? store.lastOwner(address) : null,
  ]);
  return { turns, load, lastOwner };
}

function namesIn(definition: AwaitedStep): string[] {
  if (isAsked(definition)) return [];
  switch (definition.kind) {
    case 'call':
      return ['assignee'];
    case 'external':
      return [definition.coOwner];
    case 'approval':
      return [definition.owner, ...definition.approvers];
    default:
      return [definition.owner];
  }
}

async function turnsOf(store: Store, teams: string[]): Promise<Roster['turns']> {
  const turns = teams.map(async (team) => [team, await store.nextTurn(team)] as const);
  return Object.fromEntries(await Promise.all(turns));
}
