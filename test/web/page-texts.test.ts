import { beforeEach, describe, expect, test } from 'vitest';
import { pageToken } from '../../functions/core/page-link.ts';
import { aMessage, aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { openDoors } from './doors.ts';
import type { Doors } from './doors.ts';

const REF = 'T-7K3M-9QXA';
const LONG = '01KAREQZ000000000000000001';
const NOTE = '01KAREQZ000000000000000002';
const SHORT = '01KAREQZ000000000000000003';
const OFFER = '01KAREQZ000000000000000004';

const people = [
  aParticipant({ id: 1 }),
  aParticipant({ id: 2, role: 'agent', address: 'frontline@team.example', agentId: 'frontline' }),
  aParticipant({ id: 3, role: 'external', address: 'vendor@parts.example' }),
  aParticipant({ id: 4, role: 'cc', address: 'former@example.com', left: '2026-11-22T10:00:00.000Z' }),
];
const whole = '<b>line</b> ü\n'.repeat(12_000);

let doors: Doors;
beforeEach(async () => {
  doors = openDoors();
  doors.blobs.set('text/1', new TextEncoder().encode(whole));
  doors.blobs.set('text/2', new TextEncoder().encode('All of the note'));
  await doors.store.commit([
    { kind: 'create_ticket', ticket: aTicket({ ref: REF, inbox: 'support@help.example.com' }) },
    ...people.map((participant) => ({ kind: 'put_participant', ref: REF, participant }) as const),
    ...[
      aMessage({ id: LONG, text: whole.slice(0, 8_192), textKey: 'text/1' }),
      aMessage({ id: NOTE, author: 2, visibility: 'internal', text: 'All', textKey: 'text/2' }),
      aMessage({
        id: SHORT,
        text: 'Look here',
        links: [{ words: 'here', address: 'https://shop.example/7' }],
      }),
      aMessage({ id: OFFER, author: 3, visibility: 'internal', text: 'It costs 7.' }),
    ].map((message) => ({ kind: 'add_message', ref: REF, message }) as const),
  ]);
});

const page = (participant = 1) => `/t/${pageToken({ ref: REF, participant }, 'a', doors.signer.mac)}`;
const fetchText = async (message: string, reader = 1) =>
  doors.pages.request(`${page(reader)}/messages/${message}`);

test('the page leads to all of a message of which it shows the beginning, and of no other', async () => {
  const shown = await (await doors.pages.request(page())).text();
  const links = [...shown.matchAll(/href="([^"]+\/messages\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(links).toEqual([`${page()}/messages/${LONG}`]);
  const response = await doors.pages.request(links[0] ?? '');
  expect(await response.text()).toBe(whole);
});

test('a text is shown as text that runs nothing, and changes nothing', async () => {
  const before = doors.everything();
  const { status, headers } = await fetchText(LONG);
  expect([status, Object.fromEntries(headers)]).toEqual([
    200,
    expect.objectContaining({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `inline; filename="message.txt"; filename*=UTF-8''message.txt`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    }),
  ]);
  expect(doors.everything()).toBe(before);
});

test('a short one can be fetched as well, with where its links lead', async () => {
  expect(await (await fetchText(SHORT)).text()).toBe('Look here (https://shop.example/7)');
});

describe('who reads which', () => {
  test.each([
    ['the customer', 1, [200, 404, 404]],
    ['an agent', 2, [200, 200, 200]],
    ['a vendor who was asked for an offer', 3, [404, 404, 200]],
    ['somebody who has left', 4, [404, 404, 404]],
    ['nobody whom the ticket knows', 9, [404, 404, 404]],
  ])('%s', async (_, reader, statuses) => {
    const answers = await Promise.all([LONG, NOTE, OFFER].map((message) => fetchText(message, reader)));
    expect(answers.map(({ status }) => status)).toEqual(statuses);
  });

  test('nobody what is not there any more', async () => {
    doors.blobs.delete('text/1');
    expect((await fetchText(LONG)).status).toBe(404);
    expect((await fetchText('01KAREQZ000000000000000009')).status).toBe(404);
  });
});
