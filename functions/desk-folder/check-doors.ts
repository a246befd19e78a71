import jsonata from 'jsonata';
import { isAlias } from '../core/desk.ts';
import type { Inbox } from '../core/desk.ts';
import { checkName, checkTwice, nameOneOf } from './desk-check.ts';
import type { DeskCheck } from './desk-check.ts';
import type { YamlPath } from './yaml-path.ts';

/** Where messages come in. */
export function checkDoors(check: DeskCheck, processes: string[]): void {
  checkInboxes(check, processes);
  checkWidgets(check);
  checkSources(check);
}

function checkInboxes(check: DeskCheck, processes: string[]): void {
  const { desk, report } = check;
  checkTwice(
    check,
    desk.inboxes.map(({ address }) => address.toLowerCase()),
    (index) => ['inboxes', index, 'address'],
  );
  const teams = Object.keys(desk.teams);
  desk.inboxes.forEach((inbox, index) => {
    const at = (key: string) => ['inboxes', index, key];
    checkName(check, { path: at('process'), what: 'process', name: inbox.process, known: processes });
    checkName(check, { path: at('team'), what: 'team', name: inbox.team, known: teams });
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
    checkAliases(check, inbox, at('aliases'));
  });
}

/** The desk writes to none of its own addresses: whoever has one never hears of his work. */
function checkAliases({ desk, report, lineOf }: DeskCheck, { aliases = [] }: Inbox, path: YamlPath): void {
  aliases.forEach((alias, index) => {
    desk.agents.forEach(({ id, address }, at) => {
      if (!isAlias(alias, address)) return;
      const line = lineOf(['agents', at, 'address']);
      report(
        [...path, index],
        `the alias ${alias} takes in ${address}, the mailbox of agent ${id} (line ${line}), who would get no mail of the desk`,
        'name only addresses that are forwarded to the inbox, or give the agent another mailbox',
      );
    });
  });
}

function checkWidgets(check: DeskCheck): void {
  const { chat } = check.desk;
  checkTwice(
    check,
    chat.map(({ id }) => id),
    (index) => ['chat', index, 'id'],
  );
  chat.forEach((widget, index) => {
    checkInbox(check, widget.inbox, ['chat', index, 'inbox']);
    widget.origins.forEach((origin, at) => {
      const exact = new URL(origin).origin;
      if (exact !== origin)
        check.report(
          ['chat', index, 'origins', at],
          `${origin} is more than an origin`,
          `write ${exact}, without a path or a slash at the end`,
        );
    });
  });
}

function checkSources(check: DeskCheck): void {
  const { webhooks } = check.desk;
  checkTwice(
    check,
    webhooks.map(({ id }) => id),
    (index) => ['webhooks', index, 'id'],
  );
  webhooks.forEach((source, index) => {
    checkInbox(check, source.inbox, ['webhooks', index, 'inbox']);
    checkMapping(check, source.mapping, ['webhooks', index, 'mapping']);
  });
}

function checkInbox({ desk, report }: DeskCheck, address: string, path: YamlPath): void {
  const inboxes = desk.inboxes.map((inbox) => inbox.address.toLowerCase());
  const wanted = address.toLowerCase();
  if (!inboxes.includes(wanted)) report(path, `there is no inbox ${address}`, nameOneOf(inboxes, wanted));
}

function checkMapping({ report }: DeskCheck, mapping: string, path: YamlPath): void {
  try {
    jsonata(mapping);
  } catch (error) {
    // jsonata throws plain objects as well as errors.
    const message =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    report(path, `the mapping is no JSONata: ${message}`, 'try it on https://try.jsonata.org');
  }
}
