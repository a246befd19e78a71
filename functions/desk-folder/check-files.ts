import { isDangerousEnding } from '../core/dangerous-endings.ts';
import type { DeskCheck } from './desk-check.ts';

/** Which files are passed on: each ending is said once, and says something. */
export function checkFiles(check: DeskCheck): void {
  const { block, allow } = check.desk.attachments;
  block.forEach((ending, index) => {
    const path = ['attachments', 'block', index];
    if (allow.includes(ending))
      check.report(
        path,
        `files that end in .${ending} are both blocked and allowed`,
        'decide for one of them',
      );
    else if (isDangerousEnding(ending))
      check.report(path, `files that end in .${ending} are not passed on anyway`, 'remove it');
  });
}
