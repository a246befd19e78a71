import { fileURLToPath } from 'node:url';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { writeMachines } from '../compiled-machines.ts';
import { writePictures } from '../pictures/drawn-processes.ts';

/** `npm run compile`: writes the state machine and the picture of every process. @returns the exit code. */
export async function compile(): Promise<number> {
  const loaded = loadDesk(fileURLToPath(new URL('../../desk', import.meta.url)));
  if (loaded.kind === 'refused') {
    console.error(loaded.faults.map(faultText).join('\n'));
    return 1;
  }
  for (const name of writeMachines(loaded.desk)) console.log(`statemachines/${name}`);
  for (const name of writePictures(loaded.desk)) console.log(`docs/processes/${name}`);
  return 0;
}
