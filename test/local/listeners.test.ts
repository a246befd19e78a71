import { expect, test } from 'vitest';
import { doorbell, listeners } from '../../local/listeners.ts';

const FOREVER = 2 ** 31 - 1;

test('everybody hears until he stops listening', () => {
  const heard: string[] = [];
  const all = listeners();
  const stop = all.add(() => heard.push('first'));
  all.add(() => heard.push('second'));
  all.tell();
  stop();
  all.tell();
  expect(heard).toEqual(['first', 'second', 'second']);
});

test('a ring wakes whoever waits, and one while nobody waits is not lost', async () => {
  const bell = doorbell();
  bell.ring();
  await bell.rung(FOREVER);
  const waiting = bell.rung(FOREVER);
  bell.ring();
  await waiting;
  await bell.rung(0);
  expect(await Promise.race([bell.rung(FOREVER), Promise.resolve('nobody rang')])).toBe('nobody rang');
  bell.ring();
});
