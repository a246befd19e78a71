import { fileURLToPath } from 'node:url';
import validateMachine from 'asl-validator';
import { fixtureFaults } from '../../functions/desk-folder/check-fixtures.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { machineFiles, staleMachines } from '../compiled-machines.ts';
import { stalePictures } from '../pictures/drawn-processes.ts';

/**
 * `npm run check:desk`: is desk/ sound, are the machines those of its processes?
 * @returns the exit code: 0 in order, 1 not, 2 for a wrong call.
 */
export async function check(args: readonly string[] = []): Promise<number> {
  if (args.length > 0) {
    console.error(
      'The check looks at desk/ alone and takes nothing else. npm start -- --desk DIR checks DIR.',
    );
    return 2;
  }
  const complaints = await complaintsAbout(fileURLToPath(new URL('../../desk', import.meta.url)));
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) return 1;
  console.log('desk/ and statemachines/ are in order');
  return 0;
}

async function complaintsAbout(folder: string): Promise<string[]> {
  const loaded = loadDesk(folder);
  if (loaded.kind === 'refused') return loaded.faults.map(faultText);
  const fixtures = await fixtureFaults(folder);
  return [
    ...fixtures.map(faultText),
    ...staleMachines(loaded.desk).map(
      (name) =>
        `statemachines/${name} is not what desk/processes compiles to. Run "npm run compile" and commit it.`,
    ),
    ...stalePictures(loaded.desk).map(
      (name) =>
        `docs/processes/${name} does not show what desk/processes says. Run "npm run compile" and commit it.`,
    ),
    ...[...machineFiles()].flatMap(([name, machine]) => languageFaults(name, machine)),
  ];
}

/** The validator writes into what it reads, hence the copy. */
function languageFaults(name: string, machine: unknown): string[] {
  const { isValid, errorsText } = validateMachine(structuredClone(machine), {
    checkPaths: true,
    checkArn: false,
  });
  return isValid ? [] : [`statemachines/${name} is not in the Amazon States Language. ${errorsText('; ')}`];
}
