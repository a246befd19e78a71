import jsonata from 'jsonata';
import type { DeskFile } from '../core/desk.ts';
import type { DeskFault } from './desk-fault.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

type Report = (path: YamlPath, problem: string, remedy: string) => void;
interface Names {
  desk: DeskFile;
  processes: string[];
}

/** What no schema of one value can see: names that lead nowhere, things named twice, hours that never come. */
export function deskFileFaults(yaml: YamlFile<DeskFile>, processes: string[]): DeskFault[] {
  const faults: DeskFault[] = [];
  const report: Report = (path, problem, remedy) =>
    faults.push({ file: yaml.file, line: yaml.lineOf(path), problem, remedy });
  const names = { desk: yaml.value, processes };
  checkInboxes(names, report);
  checkPeople(names, report);
  checkCalendars(yaml.value, report);
  checkPromises(yaml.value, report);
  checkDoors(yaml.value, report);
  return faults;
}

function checkInboxes({ desk, processes }: Names, report: Report): void {
  reportTwice(
    desk.inboxes.map(({ address }) => address.toLowerCase()),
    (index) => ['inboxes', index, 'address'],
    report,
  );
  desk.inboxes.forEach((inbox, index) => {
    const at = (key: string) => ['inboxes', index, key];
    if (!processes.includes(inbox.process))
      report(at('process'), `there is no process named ${inbox.process}`, oneOf(processes));
    if (!desk.teams[inbox.team])
      report(at('team'), `there is no team named ${inbox.team}`, oneOf(Object.keys(desk.teams)));
    if (!inbox.address.toLowerCase().endsWith(`@${desk.mailDomain}`))
      report(
        at('address'),
        `mail to ${inbox.address} does not reach the desk`,
        `end the address with @${desk.mailDomain}, or change mailDomain`,
      );
    if (inbox.address.includes('+'))
      report(
        at('address'),
        `the address ${inbox.address} has a plus sign`,
        'write it without: the part after a plus sign is the desk’s own',
      );
  });
}

function checkPeople({ desk }: Names, report: Report): void {
  const ids = desk.agents.map(({ id }) => id);
  reportTwice(ids, (index) => ['agents', index, 'id'], report);
  reportTwice(
    desk.agents.map(({ address }) => address.toLowerCase()),
    (index) => ['agents', index, 'address'],
    report,
  );
  desk.agents.forEach(({ address }, index) => {
    if (!address.toLowerCase().endsWith(`@${desk.mailDomain}`)) return;
    const problem = `the desk receives the mail of ${address} itself`;
    report(['agents', index, 'address'], problem, `give the agent a mailbox outside ${desk.mailDomain}`);
  });
  const checkMembers = (members: string[], path: YamlPath) =>
    members.forEach((member, index) => {
      if (!ids.includes(member))
        report([...path, index], `there is no agent with the id ${member}`, oneOf(ids));
    });
  for (const [id, team] of Object.entries(desk.teams)) checkMembers(team.members, ['teams', id, 'members']);
  for (const [id, members] of Object.entries(desk.roles)) checkMembers(members, ['roles', id]);
}

function checkCalendars(desk: DeskFile, report: Report): void {
  if (Object.keys(desk.calendars).length === 0)
    report(['calendars'], 'there is no calendar', 'add one with a time zone and opening hours');
  for (const [id, calendar] of Object.entries(desk.calendars)) {
    const path = ['calendars', id];
    if (!isTimeZone(calendar.timeZone))
      report(
        [...path, 'timeZone'],
        `there is no time zone ${calendar.timeZone}`,
        'write one as Europe/Berlin or UTC',
      );
    if (Object.values(calendar.hours).every((shifts) => shifts.length === 0))
      report(
        [...path, 'hours'],
        `the calendar ${id} is never open`,
        'give at least one weekday opening hours',
      );
  }
}

function checkPromises(desk: DeskFile, report: Report): void {
  const calendars = Object.keys(desk.calendars);
  for (const [id, policy] of Object.entries(desk.sla)) {
    if (!calendars.includes(policy.calendar))
      report(['sla', id, 'calendar'], `there is no calendar named ${policy.calendar}`, oneOf(calendars));
    for (const [metric, clock] of Object.entries(policy.clocks)) {
      clock.ladder.forEach(({ to }, index) =>
        checkRecipient(to, { desk, path: ['sla', id, 'clocks', metric, 'ladder', index, 'to'] }, report),
      );
    }
  }
}

function checkRecipient(to: string, where: { desk: DeskFile; path: YamlPath }, report: Report): void {
  const { desk, path } = where;
  const [kind = '', id = ''] = to.split(':');
  const known = {
    team: Object.keys(desk.teams),
    role: Object.keys(desk.roles),
    agent: desk.agents.map((one) => one.id),
  };
  if (to === 'assignee' || to === 'requester') return;
  if (kind === 'team' || kind === 'role' || kind === 'agent') {
    if (!known[kind].includes(id)) report(path, `there is no ${kind} named ${id}`, oneOf(known[kind]));
    return;
  }
  report(path, `nobody is called ${to}`, 'name assignee, requester, team:<id>, role:<id> or agent:<id>');
}

function checkDoors(desk: DeskFile, report: Report): void {
  const inboxes = desk.inboxes.map(({ address }) => address.toLowerCase());
  const checkInbox = (address: string, path: YamlPath) => {
    if (!inboxes.includes(address.toLowerCase()))
      report(path, `there is no inbox ${address}`, oneOf(inboxes));
  };
  reportTwice(
    desk.chat.map(({ id }) => id),
    (index) => ['chat', index, 'id'],
    report,
  );
  desk.chat.forEach((widget, index) => {
    checkInbox(widget.inbox, ['chat', index, 'inbox']);
    widget.origins.forEach((origin, at) => {
      const exact = new URL(origin).origin;
      if (exact !== origin)
        report(
          ['chat', index, 'origins', at],
          `${origin} is more than an origin`,
          `write ${exact}, without a path or a slash at the end`,
        );
    });
  });
  reportTwice(
    desk.webhooks.map(({ id }) => id),
    (index) => ['webhooks', index, 'id'],
    report,
  );
  desk.webhooks.forEach((source, index) => {
    checkInbox(source.inbox, ['webhooks', index, 'inbox']);
    checkMapping(source.mapping, ['webhooks', index, 'mapping'], report);
  });
}

function checkMapping(mapping: string, path: YamlPath, report: Report): void {
  try {
    jsonata(mapping);
  } catch (error) {
    // jsonata throws plain objects as well as errors.
    const message =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    report(path, `the mapping is no JSONata: ${message}`, 'try it on https://try.jsonata.org');
  }
}

function reportTwice(values: string[], pathOf: (index: number) => YamlPath, report: Report): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) < index)
      report(pathOf(index), `${value} is here twice`, 'remove one or rename it');
  });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function oneOf(names: string[]): string {
  return names.length > 0 ? `name one of ${names.join(', ')}` : 'add it first';
}
