import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addressOf,
  answerStep,
  CUSTOMER,
  customerAnswers,
  fillOpenForms,
  openStepIds,
  openSteps,
  writeTo,
} from './people.ts';
import { lastOf, openWorld, worldCan } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** The tickets that run a process. */
async function runningAs(process: string): Promise<string[]> {
  const refs = await world.tickets();
  const views = await Promise.all(refs.map((ref) => world.ticket(ref)));
  return views.filter(({ ticket }) => ticket.process.id === process).map(({ ticket }) => ticket.ref);
}

describe('the question how it went', () => {
  test.runIf(worldCan.advance)(
    'a link marks a score, the page saves it, a bad one reaches the lead',
    async () => {
      const ref = await writeTo(world, {
        to: 'support@help.example.com',
        subject: 'The invoice is wrong',
        text: 'The invoice of November has the wrong address.',
      });
      await answerStep(world, ref, 'investigate', '#done\nA new invoice is on its way.');
      await customerAnswers(world, 'Yes, it works. Thank you!');
      await fillOpenForms(world, ref);
      await world.advance('P2D');
      const link = /https?:\/\/[^/\s]+(\/t\/[0-9a-z]+\/survey\?score=2)/.exec(
        lastOf(await world.mailbox(CUSTOMER)).text,
      );
      const path = link?.[1] ?? '';
      const page = await (await world.http(path)).text();
      expect(page).toMatch(/value="2"[^>]* checked/);
      expect((await world.ticket(ref)).ticket.survey).not.toHaveProperty('score');

      const cycle = /name="cycle" value="(\d+)"/.exec(page)?.[1] ?? '';
      const body = new URLSearchParams({ cycle, score: '2', comment: 'It took days.' });
      const saved = await world.http(path.replace(/\?.*/, ''), {
        method: 'POST',
        body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(saved.status).toBe(303);
      expect((await world.ticket(ref)).ticket.survey).toMatchObject({ score: 2, comment: 'It took days.' });
      expect(lastOf(await world.mailbox('lead@team.example')).text).toContain('It took days.');
    },
  );
});

describe('the same cause again', () => {
  async function solvedIncident(cause: string): Promise<string> {
    const ref = await writeTo(world, {
      to: 'it@help.example.com',
      subject: 'Slow again',
      text: 'The shop is slow.',
    });
    await answerStep(world, ref, 'restore', '#done\nIt is fast again.');
    await customerAnswers(world, 'Yes, it works.');
    await answerStep(world, ref, 'root_cause', `cause: ${cause}\ndetected_by: people`);
    await answerStep(world, ref, 'runbook', 'runbook: written');
    return ref;
  }

  test('three incidents of one cause open a ticket to put an end to it', async () => {
    const first = await solvedIncident('The certificate of the shop had expired');
    const other = await solvedIncident('A network cable was torn');
    const second = await solvedIncident('the shop certificate has expired');
    expect(await runningAs('improvement')).toEqual([]);
    const third = await solvedIncident('Expired certificate (shop)');

    const [improvement = '', ...more] = await runningAs('improvement');
    expect(more).toEqual([]);
    for (const ref of [first, second, third])
      expect((await world.ticket(ref)).ticket.links).toContainEqual({ kind: 'recurrence', ref: improvement });
    expect((await world.ticket(other)).ticket.links ?? []).toEqual([]);
    expect(await openStepIds(world, improvement)).toEqual(['decide']);

    await answerStep(world, improvement, 'decide', '#close duplicate We renew it by itself from now on.');
    expect((await world.ticket(improvement)).ticket.closed?.code).toBe('duplicate');
  });
});

describe('a ticket that waits for another', () => {
  test.runIf(worldCan.runMore)('goes on when that one is closed; its customer hears of neither', async () => {
    await world.sendMail({
      from: CUSTOMER,
      to: 'ideas@help.example.com',
      subject: 'A darker theme',
      text: 'My eyes hurt.',
    });
    const [wish = ''] = await runningAs('wish');
    const [child = ''] = await runningAs('improvement');
    expect(await openSteps(world, wish)).toMatchObject([{ id: 'weigh', child }]);
    expect((await world.ticket(child)).ticket.links).toMatchObject([{ kind: 'parent', ref: wish }]);
    const [decide] = await openSteps(world, child);
    expect(await addressOf(world, child, decide?.owner ?? 0)).toBe('manager@team.example');

    await answerStep(world, child, 'decide', '#approve');
    await answerStep(world, child, 'change', 'change: There is a dark theme now.');
    expect((await world.ticket(child)).ticket.closed?.code).toBe('done');
    expect(await openStepIds(world, wish)).toEqual(['answer']);
    await answerStep(world, wish, 'answer', '#done\nPlease try the dark theme.');
    expect((await world.ticket(wish)).ticket.closed?.code).toBe('done');
    expect(JSON.stringify(await world.mailbox(CUSTOMER))).not.toContain(child);
  });
});
