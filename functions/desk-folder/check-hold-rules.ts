import { isListed } from '../core/listed.ts';
import type { DeskCheck } from './desk-check.ts';

/** Rules that would hold everything, or what the desk's own people write. */
export function checkHoldRules({ desk, report }: DeskCheck): void {
  desk.hold.forEach(({ from, subject, text, files }, index) => {
    if (!from && !subject && !text && !files)
      report(['hold', index], 'this rule holds every mail', 'name from, subject, text or files');
    from?.forEach((sender, at) => {
      const agent = desk.agents.find(({ address }) => isListed([sender], address));
      if (agent)
        report(
          ['hold', index, 'from', at],
          `${sender} is where ${agent.id} writes from`,
          'leave the desk’s own people out',
        );
    });
  });
}
