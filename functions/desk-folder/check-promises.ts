import { priorities } from '../core/desk.ts';
import type { Level, SlaPolicy } from '../core/desk.ts';
import { checkName } from './desk-check.ts';
import type { DeskCheck } from './desk-check.ts';
import type { YamlPath } from './yaml-path.ts';

/** What was promised, in whose hours, and who hears of it in time. */
export function checkPromises(check: DeskCheck): void {
  const known = Object.keys(check.desk.calendars);
  for (const [id, policy] of Object.entries(check.desk.sla)) {
    checkName(check, { path: ['sla', id, 'calendar'], what: 'calendar', name: policy.calendar, known });
    for (const [metric, clock] of Object.entries(policy.clocks))
      checkLadder(check, clock.ladder, ['sla', id, 'clocks', metric, 'ladder']);
  }
  checkMatrix(check);
}

type ClockLadder = NonNullable<SlaPolicy['clocks']['resolution']>['ladder'];

function checkLadder(check: DeskCheck, ladder: ClockLadder, path: YamlPath): void {
  const hooks = check.desk.hooks.map(({ id }) => id);
  ladder.forEach(({ to, by }, index) => {
    checkRecipient(check, to, [...path, index, 'to']);
    const [way, name] = by.split(':');
    if (way === 'hook' && name !== undefined)
      checkName(check, { path: [...path, index, 'by'], what: 'hook', name, known: hooks });
  });
}

function checkRecipient(check: DeskCheck, to: string, path: YamlPath): void {
  const { desk, report } = check;
  if (to === 'assignee' || to === 'requester' || to === 'lead') return;
  const [kind = '', name = ''] = to.split(':');
  const known = {
    team: Object.keys(desk.teams),
    role: Object.keys(desk.roles),
    agent: desk.agents.map(({ id }) => id),
    oncall: Object.keys(desk.onCall),
  };
  if (kind === 'team' || kind === 'role' || kind === 'agent')
    return checkName(check, { path, what: kind, name, known: known[kind] });
  if (kind === 'oncall') return checkName(check, { path, what: 'on-call table', name, known: known.oncall });
  const remedy = 'name assignee, requester, lead, team:<id>, role:<id>, agent:<id> or oncall:<id>';
  report(path, `nobody is called ${to}`, remedy);
}

const levels: Level[] = ['high', 'medium', 'low'];

/** More impact or more urgency never makes a ticket less urgent. */
function checkMatrix({ desk, report }: DeskCheck): void {
  const rank = (impact: Level, urgency: Level) => priorities.indexOf(desk.priorityMatrix[impact][urgency]);
  const neighbours = levels.slice(1).map((lower, index) => ({ lower, higher: levels[index] ?? lower }));
  for (const { lower, higher } of neighbours)
    for (const level of levels) {
      if (rank(higher, level) > rank(lower, level))
        report(
          ['priorityMatrix', higher, level],
          `with urgency ${level}, impact ${higher} is less pressing than impact ${lower}`,
          'give the higher impact the same priority or a more pressing one',
        );
      if (rank(level, higher) > rank(level, lower))
        report(
          ['priorityMatrix', level, higher],
          `with impact ${level}, urgency ${higher} is less pressing than urgency ${lower}`,
          'give the higher urgency the same priority or a more pressing one',
        );
    }
}
