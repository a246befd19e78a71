import { beforeEach, describe, expect, test } from 'vitest';
import { changesOf } from '../../functions/app/ticket-changes.ts';
import { pageToken } from '../../functions/core/page-link.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { inboundMail } from '../core/inbound-builders.ts';
import { desk, openDoors } from './doors.ts';
import type { Doors } from './doors.ts';

const DAY = 86_400_000;

let doors: Doors;
let ref: string;
beforeEach(async () => {
  doors = openDoors();
  ref = await closedAndAsked();
});

async function closedAndAsked(): Promise<string> {
  const outcome = await doors.takeIn(inboundMail({ receivedAt: doors.now() }));
  if (outcome.kind !== 'new_ticket') throw new Error(outcome.kind);
  ref = outcome.ref;
  await change((draft) => {
    draft.close('confirmed', 'process');
    draft.ticket = { ...draft.ticket, survey: { cycle: 1, dueAt: doors.now(), askedAt: doors.now() } };
    draft.addParticipant({ role: 'cc', address: 'colleague@home.example', name: '' });
  });
  return ref;
}

async function change(edit: (draft: TicketDraft) => void): Promise<void> {
  const state = await doors.store.ticket(ref);
  if (!state) throw new Error(`no ticket ${ref}`);
  const draft = new TicketDraft(state, { now: doors.now(), desk });
  edit(draft);
  await doors.store.commit(changesOf(draft.finish(), 'update_ticket'));
}

function address(participant = 1): string {
  return `/t/${pageToken({ ref, participant }, 'a', doors.signer.mac)}/survey`;
}

async function show(path = address(), language = ''): Promise<string> {
  return (await doors.pages.request(path, { headers: { 'accept-language': language } })).text();
}

async function submit(fields: Record<string, string>, path = address()): Promise<Response> {
  return doors.pages.request(path, { method: 'POST', body: new URLSearchParams(fields) });
}

async function survey() {
  return (await doors.store.ticket(ref))?.ticket.survey;
}

function checked(page: string): string[] {
  return [...page.matchAll(/value="(\d)" required checked/g)].map(([, value = '']) => value);
}

test.each(['GET', 'HEAD'])('%s marks the score of the link and changes nothing', async (method) => {
  const before = doors.everything();
  for (const query of ['', '?score=4', '?score=1&said=rated'])
    await doors.pages.request(`${address()}${query}`, { method });
  expect(doors.everything()).toBe(before);
  expect(checked(await show(`${address()}?score=4`))).toEqual(['4']);
  expect(checked(await show())).toEqual([]);
});

test.each(['0', '6', 'x', '4.5', ''])('a link with the score "%s" marks none', async (score) => {
  expect(checked(await show(`${address()}?score=${score}`))).toEqual([]);
});

test('sending the form saves the answer, which can be changed for two weeks', async () => {
  const response = await submit({ cycle: '1', score: '2', comment: 'Slow.' });
  expect([response.status, response.headers.get('location')]).toEqual([303, `${address()}?said=rated`]);
  expect(await survey()).toMatchObject({ score: 2, comment: 'Slow.' });
  expect(checked(await show())).toEqual(['2']);
  expect(await show(`${address()}?said=rated`)).toContain('We have noted what you think.');
  doors.advance(14 * DAY);
  await submit({ cycle: '1', score: '5' });
  expect(await survey()).toMatchObject({ score: 5, comment: '' });
  doors.advance(1);
  expect((await submit({ cycle: '1', score: '1' })).headers.get('location')).toBe(
    `${address()}?said=moved_on`,
  );
  expect(await survey()).toMatchObject({ score: 5 });
  expect(await show()).not.toContain('<form');
});

test('an answer about an earlier closing is not saved', async () => {
  await change((draft) => {
    const { closed: _closed, ...ticket } = draft.ticket;
    draft.ticket = { ...ticket, process: { ...ticket.process, run: 2 } };
  });
  expect((await submit({ cycle: '1', score: '1' })).headers.get('location')).toBe(
    `${address()}?said=moved_on`,
  );
  expect(await survey()).not.toHaveProperty('score');
});

test('others on the ticket are not asked', async () => {
  expect(await show(address(2))).not.toContain('<form');
  await submit({ cycle: '1', score: '1' }, address(2));
  expect(await survey()).not.toHaveProperty('score');
});

test.each<Record<string, string>>([
  { cycle: '1' },
  { cycle: '1', score: '0' },
  { cycle: '1', score: '6' },
  { score: '3' },
  { cycle: '1', score: '3', comment: 'x'.repeat(2_001) },
])('a form that is not ours is refused: %j', async (fields) => {
  expect((await submit(fields)).status).toBe(400);
});

test('a link that we did not make leads nowhere', async () => {
  const forged = '/t/00000000010000000000000000000000000000/survey';
  expect((await doors.pages.request(forged)).status).toBe(404);
  expect((await submit({ cycle: '1', score: '3' }, forged)).status).toBe(404);
});

describe('speaks', () => {
  test.each([
    ['en', 'How did we do?'],
    ['de-AT,de;q=0.9', 'Wie waren wir?'],
    ['fr', 'Comment avons-nous fait ?'],
    ['es-MX', '¿Qué tal lo hicimos?'],
    ['pt-BR', 'Como nos saímos?'],
    ['ja', 'How did we do?'],
  ])('%s', async (language, question) => {
    expect(await show(address(), language)).toContain(question);
  });
});
