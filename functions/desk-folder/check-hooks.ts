import { checkTwice } from './desk-check.ts';
import type { DeskCheck } from './desk-check.ts';

const ownComputer = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Systems that the desk calls. What is sent to them is signed, not hidden: only HTTPS keeps it from others. */
export function checkHooks(check: DeskCheck): void {
  const { hooks } = check.desk;
  checkTwice(
    check,
    hooks.map(({ id }) => id),
    (index) => ['hooks', index, 'id'],
  );
  hooks.forEach(({ url, id }, index) => {
    const { protocol, hostname, username } = new URL(url);
    const path = ['hooks', index, 'url'];
    if (protocol !== 'https:' && !ownComputer.has(hostname))
      check.report(
        path,
        `everybody on the way can read what is sent to ${id}`,
        `write https://${hostname}…; only a system on this computer may be called by http`,
      );
    if (username) check.report(path, `the address of ${id} holds a name or a password`, 'write it without');
  });
}
