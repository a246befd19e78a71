import { beforeEach, describe, expect, test } from 'vitest';
import type { FileState } from '../../functions/core/file-state.ts';
import type { Attachment } from '../../functions/core/inbound-message.ts';
import { filePath, pageToken } from '../../functions/core/page-link.ts';
import type { Message, Ticket } from '../../functions/core/ticket.ts';
import { aMessage, aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { openDoors } from './doors.ts';
import type { Doors } from './doors.ts';

const REF = 'T-7K3M-9QXA';
const LETTER = '01KAREQZ000000000000000001';
const NOTE = '01KAREQZ000000000000000002';
const OFFER = '01KAREQZ000000000000000003';

/** The customer, an agent, a colleague of the customer, a vendor who was asked for an offer, one who has left, an agent who was. */
const people = [
  aParticipant({ id: 1 }),
  aParticipant({ id: 2, role: 'agent', address: 'frontline@team.example', agentId: 'frontline' }),
  aParticipant({ id: 3, role: 'cc', address: 'colleague@example.com' }),
  aParticipant({ id: 4, role: 'external', address: 'vendor@parts.example' }),
  aParticipant({ id: 5, role: 'cc', address: 'former@example.com', left: '2026-11-22T10:00:00.000Z' }),
  aParticipant({ id: 7, role: 'agent', address: 'former@team.example', agentId: 'former' }),
];

const digest = (letter: string) => `att/${letter.repeat(64)}`;
const file = (name: string, given: Partial<Attachment> = {}): Attachment => ({
  name,
  contentType: 'application/pdf',
  size: 8,
  inline: false,
  state: { kind: 'unscanned' },
  blobKey: digest('a'),
  ...given,
});

let doors: Doors;
beforeEach(() => {
  doors = openDoors();
  doors.blobs.set(digest('a'), new TextEncoder().encode('%PDF-1.7'));
});

async function ticketWith(messages: Message[], ticket: Partial<Ticket> = {}): Promise<void> {
  await doors.store.commit([
    { kind: 'create_ticket', ticket: aTicket({ ref: REF, inbox: 'support@help.example.com', ...ticket }) },
    ...people.map((participant) => ({ kind: 'put_participant', ref: REF, participant }) as const),
    ...messages.map((message) => ({ kind: 'add_message', ref: REF, message }) as const),
  ]);
}

const letterWith = (...attachments: Attachment[]) => ticketWith([aMessage({ id: LETTER, attachments })]);

const page = (participant = 1, ref = REF) => `/t/${pageToken({ ref, participant }, 'a', doors.signer.mac)}`;
const fetchFile = async (message: string, { reader = 1, index = 0, method = 'GET' } = {}) =>
  doors.pages.request(page(reader) + filePath({ message, index }), { method });

describe('the page lists', () => {
  test('what came with a message: attached files first, then pictures of the text, repeated ones last', async () => {
    const picture = { contentType: 'image/png', inline: true };
    await letterWith(
      file('logo.png', { ...picture, repeated: true }),
      file('screen.png', picture),
      file('<b>report</b>.pdf', { size: 1_500_000 }),
    );
    const shown = await (await doors.pages.request(page())).text();
    const links = [...shown.matchAll(/<a href="([^"]+)"><bdi>([^<]+)<\/bdi><\/a> \(([^)]+)\)/g)];
    expect(links.map(([, address, name, size]) => [address, name, size])).toEqual([
      [page() + filePath({ message: LETTER, index: 2 }), '&lt;b&gt;report&lt;/b&gt;.pdf', '1.5 MB'],
      [page() + filePath({ message: LETTER, index: 1 }), 'screen.png', '1 kB'],
      [page() + filePath({ message: LETTER, index: 0 }), 'logo.png', '1 kB'],
    ]);
  });

  test.each<[FileState, string]>([
    [{ kind: 'pending_scan' }, 'a.pdf</bdi> (still being checked'],
    [{ kind: 'infected', threats: ['EICAR'] }, 'a.pdf</bdi> (kept back: malware'],
    [{ kind: 'unscannable', why: 'UNSUPPORTED' }, 'a.pdf</bdi> (kept back: it could not be checked'],
    [{ kind: 'blocked_type', why: 'program' }, 'a.pdf</bdi> (kept back: files of this kind'],
    [{ kind: 'too_large', mostMegabytes: 25 }, 'a.pdf</bdi> (kept back: it is too large'],
  ])('a file that is kept back, without a link and with the reason: %j', async (state, words) => {
    // Where nothing scans, nothing waits for a scan: this desk has switched it on.
    doors = openDoors({ scan: 'guardduty' });
    await letterWith(file('a.pdf', { state }));
    const shown = await (await doors.pages.request(page())).text();
    expect(shown).toContain(words);
    expect(shown).not.toContain('/files/');
    const response = await fetchFile(LETTER);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('This file cannot be fetched');
  });
});

describe('a file is given', () => {
  test('to be kept, as bytes that no browser runs', async () => {
    await letterWith(file('Größe "1".html', { contentType: 'text/html' }));
    const before = doors.everything();
    const response = await fetchFile(LETTER);
    expect(await response.text()).toBe('%PDF-1.7');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="Gro_e _1_.html"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(doors.everything()).toBe(before);
  });

  test.each([
    [{ contentType: 'image/png' }, 'image/png', 'inline'],
    [{ contentType: 'image/webp' }, 'image/webp', 'inline'],
    [{ contentType: 'image/svg+xml' }, 'application/octet-stream', 'attachment'],
    [{ contentType: 'image/png', foundType: 'application/pdf' }, 'application/octet-stream', 'attachment'],
    [{ contentType: 'text/plain' }, 'application/octet-stream', 'attachment'],
  ])('%j as %s, %s', async (given, type, disposition) => {
    await letterWith(file('a', given));
    const { headers } = await fetchFile(LETTER);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')?.split(';')[0]).toBe(disposition);
  });

  test('without its bytes to who asks for its headers only', async () => {
    await letterWith(file('a.pdf'));
    const response = await fetchFile(LETTER, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('when the scanner has found nothing in it', async () => {
    doors = openDoors({ scan: 'guardduty' });
    doors.blobs.set(digest('a'), new Uint8Array([1]));
    await letterWith(file('a.pdf', { state: { kind: 'pending_scan' } }));
    expect((await fetchFile(LETTER)).status).toBe(403);
    await doors.store.recordFileVerdict('a'.repeat(64), { kind: 'clean' }, null);
    expect((await fetchFile(LETTER)).status).toBe(200);
    await doors.store.recordFileVerdict('a'.repeat(64), { kind: 'infected', threats: [] }, { kind: 'clean' });
    expect((await fetchFile(LETTER)).status).toBe(403);
  });
});

describe('who gets which', () => {
  beforeEach(() =>
    ticketWith([
      aMessage({ id: LETTER, attachments: [file('letter.pdf')] }),
      aMessage({ id: NOTE, author: 2, visibility: 'internal', attachments: [file('note.pdf')] }),
      aMessage({ id: OFFER, author: 4, visibility: 'internal', attachments: [file('offer.pdf')] }),
    ]),
  );

  test.each([
    ['the customer', 1, [200, 404, 404]],
    ['an agent', 2, [200, 200, 200]],
    ['a colleague of the customer', 3, [200, 404, 404]],
    ['a vendor who was asked for an offer', 4, [404, 404, 200]],
    ['somebody who has left', 5, [404, 404, 404]],
    ['an agent who is none any more', 7, [404, 404, 404]],
    ['nobody whom the ticket knows', 6, [404, 404, 404]],
  ])('%s', async (_, reader, statuses) => {
    const answers = await Promise.all([LETTER, NOTE, OFFER].map((message) => fetchFile(message, { reader })));
    expect(answers.map(({ status }) => status)).toEqual(statuses);
  });

  test.each([
    ['somebody who has left', 5],
    ['a vendor who was asked for an offer', 4],
  ])('%s does not see the customer’s page, nor writes on it', async (_, reader) => {
    expect((await doors.pages.request(page(reader))).status).toBe(404);
    const body = new URLSearchParams({ form: '0'.repeat(26), text: 'Hello' });
    expect((await doors.pages.request(`${page(reader)}/reply`, { method: 'POST', body })).status).toBe(404);
  });

  test.each([
    ['no such file', page, LETTER, '1'],
    ['no such message', page, '01KAREQZ000000000000000009', '0'],
    ['no message at all', page, 'META', '0'],
    ['no number', page, LETTER, '-1'],
    ['another ticket', () => page(1, 'T-7K3M-9QXB'), LETTER, '0'],
    ['a link that we did not make', () => '/t/0000000000', LETTER, '0'],
  ])('nobody, for there is %s', async (_, pageOf, message, index) => {
    expect((await doors.pages.request(`${pageOf()}/files/${message}/${index}`)).status).toBe(404);
  });
});

test('of a confidential ticket only those get files who are in its confidence', async () => {
  await ticketWith([aMessage({ id: LETTER, attachments: [file('letter.pdf')] })], {
    confidential: true,
    assignee: 2,
  });
  const statuses = await Promise.all(
    [1, 2, 3].map(async (reader) => (await fetchFile(LETTER, { reader })).status),
  );
  expect(statuses).toEqual([200, 200, 404]);
  expect((await doors.pages.request(page(3))).status).toBe(404);
});

test('files of a ticket that was merged into another one are fetched from the page of that', async () => {
  const merged = 'T-0000-0001';
  await doors.store.commit([
    { kind: 'create_ticket', ticket: aTicket({ ref: merged }) },
    { kind: 'put_participant', ref: merged, participant: aParticipant({ id: 1 }) },
    {
      kind: 'put_participant',
      ref: merged,
      participant: aParticipant({ id: 2, role: 'external', address: 'vendor@parts.example' }),
    },
    {
      kind: 'add_message',
      ref: merged,
      message: aMessage({ id: LETTER, attachments: [file('letter.pdf')] }),
    },
    {
      kind: 'add_message',
      ref: merged,
      message: aMessage({ id: OFFER, author: 2, visibility: 'internal', attachments: [file('offer.pdf')] }),
    },
  ]);
  await ticketWith([], { links: [{ kind: 'merged', ref: merged }] });
  const statusOf = async (message: string, reader: number) => (await fetchFile(message, { reader })).status;
  expect([await statusOf(LETTER, 1), await statusOf(OFFER, 1)]).toEqual([200, 404]);
  expect([await statusOf(LETTER, 4), await statusOf(OFFER, 4)]).toEqual([404, 200]);
});

test('a file whose bytes are gone is not there', async () => {
  await letterWith(file('a.pdf', { blobKey: digest('b') }));
  expect((await fetchFile(LETTER)).status).toBe(404);
});
