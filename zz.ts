import { loadDesk } from './functions/desk-folder/load-desk.ts';
import { fixtureFaults } from './functions/desk-folder/check-fixtures.ts';
import { faultText } from './functions/desk-folder/desk-fault.ts';
const r = loadDesk('desk');
console.log(r.kind, r.kind === 'refused' ? r.faults.map(faultText).join('\n') : Object.keys(r.desk));
console.log((await fixtureFaults('desk')).map(faultText));
