import type { DeskFile } from '../core/desk.ts';
import { checkCalendars } from './check-calendars.ts';
import { checkDoors } from './check-doors.ts';
import { checkHoldRules } from './check-hold-rules.ts';
import { checkFiles } from './check-files.ts';
import { checkHooks } from './check-hooks.ts';
import { checkPeople } from './check-people.ts';
import { checkPromises } from './check-promises.ts';
import { deskCheck } from './desk-check.ts';
import type { DeskFault } from './desk-fault.ts';
import type { YamlFile } from './yaml-file.ts';

/** What no schema of one value can see: names that lead nowhere, things named twice, hours that never come. */
export function deskFileFaults(yaml: YamlFile<DeskFile>, processes: string[]): DeskFault[] {
  const { check, faults } = deskCheck(yaml);
  checkDoors(check, processes);
  checkPeople(check);
  checkCalendars(check);
  checkPromises(check);
  checkHooks(check);
  checkFiles(check);
  checkHoldRules(check);
  return faults;
}
