import { afterEach, beforeEach, expect, test } from 'vitest';
import { CUSTOMER, openStepIds, stepMail, writeTo } from './people.ts';
import { answerTo, lastOf, openWorld, worldCan } from './world.ts';
import type { World } from './world.ts';

const HR = 'hr@help.example.com';
const SUPPORT = 'support@help.example.com';
/** Held, for it belongs to no ticket. */
const offers = {
  from: 'news@letters.example',
  to: SUPPORT,
  subject: 'Our offers',
  text: 'Buy now.',
  headers: { 'List-Id': '<news.letters.example>', Precedence: 'bulk' },
};

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

test.runIf(worldCan.advance)('what is held is told to the manager by the next day, once', async () => {
  await world.sendMail(offers);
  await world.advance('P1D');
  await world.advance('P1D');
  const digests = await world.mailbox('manager@team.example');
  expect(digests).toMatchObject([
    {
      subject: '1 mail is held back',
      text: expect.stringContaining('1 × a newsletter or list mail (bulk_mail)') as string,
    },
  ]);
  expect((await world.held()).map(({ state }) => state.kind)).toEqual(['held']);
});

test.runIf(worldCan.advance)(
  'what is held in working hours is told soon, at night as the desk opens',
  async () => {
    const told = async () => (await world.mailbox('manager@team.example')).map(({ subject }) => subject);
    await world.sendMail(offers);
    await world.advance('PT2H');
    expect(await told()).toEqual(['1 mail is held back']);
    await world.advance('PT9H');
    await world.sendMail({ ...offers, subject: 'More offers' });
    await world.advance('PT6H');
    expect(await told()).toEqual(['1 mail is held back']);
    await world.advance('PT8H');
    expect(await told()).toEqual(['1 mail is held back', '2 mails are held back']);
  },
);

test.runIf(worldCan.advance)('the manager lets it in by answering, and is told what it became', async () => {
  await world.sendMail(offers);
  await world.advance('P1D');
  const digest = lastOf(await world.mailbox('manager@team.example'));
  const [id = ''] = /[0-9A-Z]{26}/.exec(digest.text) ?? [];
  await world.sendMail(answerTo(digest, { from: 'manager@team.example', text: `#recover ${id}` }));
  expect(await world.held()).toEqual([]);
  const [ref = ''] = await world.tickets();
  const told = lastOf(await world.mailbox('manager@team.example'));
  expect(told.text).toContain(
    `> #recover ${id}\n  "Our offers" from news@letters.example (${id}) is the ticket ${ref}.`,
  );
});

test('whoever works on a ticket lets in what a stranger has answered to it, by answering', async () => {
  const ref = await writeTo(world, { to: HR, subject: 'Parental leave', text: 'From May on, please.' });
  const { owner } = await stepMail(world, ref, lastOf(await openStepIds(world, ref)));
  const acknowledged = lastOf(await world.mailbox(CUSTOMER));
  const friend = { from: 'friend@other.example', text: 'Please call me.\n#recover' };
  await world.sendMail(answerTo(acknowledged, friend));
  const note = lastOf(await world.mailbox(owner));
  expect(note.text).toContain('  | Please call me.');
  expect(await world.held()).toMatchObject([{ cause: 'confidential_unknown_sender', ref }]);
  await world.sendMail(answerTo(note, { from: owner, text: '#recover' }));
  expect(await world.held()).toEqual([]);
  expect(lastOf((await world.ticket(ref)).messages)).toMatchObject({ visibility: 'internal' });
});
