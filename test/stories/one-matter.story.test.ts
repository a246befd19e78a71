import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerStep, CUSTOMER, openStepIds, pageIn, stepMail, writeTo } from './people.ts';
import { answerTo, lastOf, openWorld, worldCan } from './world.ts';
import type { ReceivedMail, World } from './world.ts';

/** Two requests that are one matter, and one request that is two. */

const SUPPORT = 'support@help.example.com';
const COLLEAGUE = 'colleague@shop.example';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function mailWith(address: string, words: string): Promise<ReceivedMail> {
  return lastOf((await world.mailbox(address)).filter(({ text }) => text.includes(words)));
}

test('two people of one shop ask the same: one answer for both, and the way back', async () => {
  const first = await writeTo(world, { to: SUPPORT, subject: 'The shop is slow', text: 'Since nine.' });
  const second = await writeTo(world, {
    from: `A Colleague <${COLLEAGUE}>`,
    to: SUPPORT,
    subject: 'Slow today',
    text: 'Every page takes a minute.',
  });
  const acknowledgement = await mailWith(COLLEAGUE, second);

  const { owner, mail: work } = await stepMail(world, second, 'investigate');
  const answerWork = (text: string) => world.sendMail(answerTo(work, { from: owner, text }));
  await answerWork(`#merge ${first}\nThe same shop, the same hour.`);
  expect((await world.ticket(second)).ticket).toMatchObject({ merged: { into: first }, status: 'closed' });
  expect(await openStepIds(world, second)).toEqual([]);
  const told = await mailWith(COLLEAGUE, 'continues as');
  expect(told.text).toContain(`${second} continues as ${first}`);
  for (const mail of [acknowledgement, told]) {
    const page = await (await world.http(pageIn(mail))).text();
    expect(page).toContain(first);
    expect(page).toContain('Since nine.');
    expect(page).toContain('Every page takes a minute.');
    expect(page).not.toContain('the same hour');
  }

  await world.sendMail(answerTo(acknowledgement, { from: COLLEAGUE, text: 'Only with pictures.' }));
  expect(lastOf((await world.ticket(first)).messages)).toMatchObject({ text: 'Only with pictures.' });

  await answerWork('#done\nIt is fast again.');
  expect(await openStepIds(world, first)).toEqual(['investigate']);
  const refusal = await mailWith(owner, 'Nothing of your last mail was carried out');
  expect(refusal.text).toContain(`Open on ${first}: “Investigate and answer”`);
  await world.sendMail(answerTo(refusal, { from: owner, text: '#done\nIt is fast again.' }));
  for (const address of [CUSTOMER, COLLEAGUE])
    expect(
      lastOf((await world.mailbox(address)).filter(({ text }) => text.includes('It is fast again.'))),
    ).toBeDefined();

  await answerStep(world, first, 'verify', 'Yes, it works. Thank you!');
  expect((await world.ticket(first)).ticket.verdict).toBe('confirmed');
});

test('what was merged by mistake goes on by itself', async () => {
  const first = await writeTo(world, { to: SUPPORT, subject: 'The shop is slow', text: 'Since nine.' });
  const second = await writeTo(world, { to: SUPPORT, subject: 'No pictures', text: 'Grey boxes.' });
  const acknowledgement = await mailWith(CUSTOMER, second);
  await answerStep(world, second, 'investigate', `#merge ${first}`);
  await answerStep(world, first, 'investigate', `#unmerge ${second}`);

  expect(await openStepIds(world, second)).toEqual(['investigate']);
  const told = await mailWith(CUSTOMER, 'goes on by itself again');
  expect(told.text).toContain(`your request ${second} goes on by itself again, and no longer as ${first}`);
  expect(await (await world.http(pageIn(told))).text()).not.toContain('Since nine.');
  await world.sendMail(answerTo(acknowledgement, { from: CUSTOMER, text: 'Still grey.' }));
  expect(lastOf((await world.ticket(second)).messages)).toMatchObject({ text: 'Still grey.' });
  if (worldCan.advance) {
    const before = (await world.mailbox('lead@team.example')).length;
    await world.advance('P1D');
    expect((await world.mailbox('lead@team.example')).length).toBeGreaterThan(before);
  }
});

test('an answer about something else becomes a request of its own', async () => {
  const ref = await writeTo(world, { to: SUPPORT, subject: 'The shop is slow', text: 'Since nine.' });
  const before = new Set(await world.tickets());
  const acknowledgement = await mailWith(CUSTOMER, ref);
  await world.sendMail({
    ...answerTo(acknowledgement, { from: CUSTOMER, text: 'The invoice of May is wrong.' }),
    subject: 'Invoice of May',
  });
  await answerStep(world, ref, 'investigate', '#split');

  const own = lastOf((await world.tickets()).filter((one) => !before.has(one)));
  expect((await world.ticket(own)).ticket).toMatchObject({
    subject: 'Invoice of May',
    links: [{ kind: 'split_from', ref }],
  });
  expect(await openStepIds(world, own)).toEqual(['investigate']);
  await answerStep(world, own, 'investigate', '#done\nA new invoice is on its way.');
  const answer = await mailWith(CUSTOMER, 'A new invoice is on its way.');
  expect(answer.subject).toBe(`Re: Invoice of May [${own}]`);

  await world.sendMail(answerTo(acknowledgement, { from: CUSTOMER, text: 'It is still slow.' }));
  expect(lastOf((await world.ticket(ref)).messages)).toMatchObject({ text: 'It is still slow.' });
  await answerStep(world, ref, 'investigate', '#done\nIt is fast again.');
  expect((await mailWith(CUSTOMER, 'It is fast again.')).subject).toBe(`Re: The shop is slow [${ref}]`);
});
