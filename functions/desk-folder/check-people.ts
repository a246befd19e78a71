import type { Agent, DeskFile } from '../core/desk.ts';
import { checkTimeZone } from './check-calendars.ts';
import { checkAgent, checkName, checkTwice } from './desk-check.ts';
import type { DeskCheck } from './desk-check.ts';
import type { YamlPath } from './yaml-path.ts';

/** Who works here, when, and who stands in for whom. */
export function checkPeople(check: DeskCheck): void {
  const { agents } = check.desk;
  checkTwice(
    check,
    agents.map(({ id }) => id),
    (index) => ['agents', index, 'id'],
  );
  checkTwice(
    check,
    agents.map(({ address }) => address.toLowerCase()),
    (index) => ['agents', index, 'address'],
  );
  agents.forEach((agent, index) => checkWorker(check, agent, ['agents', index]));
  checkTeams(check);
  for (const [id, table] of Object.entries(check.desk.onCall)) checkOnCall(check, id, table);
}

function checkWorker(check: DeskCheck, agent: Agent, path: YamlPath): void {
  const { desk, report } = check;
  const { address, hours, manager } = agent;
  if (address.toLowerCase().endsWith(`@${desk.mailDomain}`)) {
    const problem = `the desk receives the mail of ${address} itself`;
    report([...path, 'address'], problem, `give the agent a mailbox outside ${desk.mailDomain}`);
  }
  if (hours) {
    const known = Object.keys(desk.calendars);
    checkName(check, { path: [...path, 'hours'], what: 'calendar', name: hours, known });
  }
  checkSomebodyElse(check, agent, { role: 'manager', id: manager, path: [...path, 'manager'] });
  checkAbsences(check, agent, [...path, 'absences']);
}

function checkSomebodyElse(
  check: DeskCheck,
  agent: Agent,
  other: { role: string; id: string | undefined; path: YamlPath },
): void {
  const { role, id, path } = other;
  if (id === undefined) return;
  checkAgent(check, path, id);
  if (id === agent.id)
    check.report(path, `${id} is his own ${role}`, 'name somebody else, or remove the line');
}

function checkAbsences(check: DeskCheck, agent: Agent, path: YamlPath): void {
  agent.absences.forEach((absence, index) => {
    const { from, to, deputy } = absence;
    const at = [...path, index];
    checkOrder(check, absence, at);
    const earlier = agent.absences.slice(0, index).find((other) => other.from <= to && from <= other.to);
    if (earlier)
      check.report(
        [...at, 'from'],
        `${agent.id} is already away from ${earlier.from} to ${earlier.to}`,
        'make one absence of the two, or let them follow each other',
      );
    checkSomebodyElse(check, agent, { role: 'deputy', id: deputy, path: [...at, 'deputy'] });
  });
}

function checkOrder({ report }: DeskCheck, days: { from: string; to: string }, path: YamlPath): void {
  if (days.from <= days.to) return;
  const problem = `${days.to} is before ${days.from}`;
  report([...path, 'to'], problem, 'write the first day as from and the last as to');
}

function checkTeams(check: DeskCheck): void {
  const { teams, roles } = check.desk;
  for (const [id, { members, lead }] of Object.entries(teams)) {
    checkMembers(check, members, ['teams', id, 'members']);
    if (lead) checkAgent(check, ['teams', id, 'lead'], lead);
  }
  for (const [id, members] of Object.entries(roles)) checkMembers(check, members, ['roles', id]);
}

function checkMembers(check: DeskCheck, members: string[], path: YamlPath): void {
  checkTwice(check, members, (index) => [...path, index]);
  members.forEach((member, index) => checkAgent(check, [...path, index], member));
}

function checkOnCall(check: DeskCheck, id: string, table: DeskFile['onCall'][string]): void {
  const path = ['onCall', id];
  checkTimeZone(check, table.timeZone, [...path, 'timeZone']);
  if (!isMoment(table.start))
    check.report(
      [...path, 'start'],
      `no clock ever shows ${table.start}`,
      'write a day and a time that exist, as 2026-11-23T08:00',
    );
  checkMembers(check, table.members, [...path, 'members']);
  table.swaps.forEach((swap, index) => {
    checkOrder(check, swap, [...path, 'swaps', index]);
    checkAgent(check, [...path, 'swaps', index, 'agent'], swap.agent);
  });
}

function isMoment(start: string): boolean {
  const moment = new Date(`${start}:00.000Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(start);
}
