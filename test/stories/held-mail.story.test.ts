import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, worldCan } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

test.runIf(worldCan.advance)('what is held is told to the manager by the next day, once', async () => {
  await world.sendMail({
    from: 'news@letters.example',
    to: 'support@help.example.com',
    subject: 'Our offers',
    text: 'Buy now.',
    headers: { 'List-Id': '<news.letters.example>', Precedence: 'bulk' },
  });
  await world.advance('P1D');
  await world.advance('P1D');
  expect(await world.mailbox('manager@team.example')).toMatchObject([
    { subject: '1 mail is held back', text: expect.stringContaining('1 × bulk_mail') as string },
  ]);
  expect((await world.held()).map(({ state }) => state.kind)).toEqual(['held']);
});
