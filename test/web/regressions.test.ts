import { beforeEach, expect, test } from 'vitest';
import { changesOf } from '../../functions/app/ticket-changes.ts';
import { pageToken } from '../../functions/core/page-link.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { desk, openDoors, readingOf, startedOf, ticketRefOf } from './doors.ts';
import type { Doors } from './doors.ts';

/** Chats, pages and webhooks: cases in which other help desks believed a browser, or a machine that opens links. */

const CHAT = '/chat/website/conversations';

let doors: Doors;
beforeEach(() => {
  doors = openDoors();
});

async function visitorSays(text: string, more: Record<string, string> = {}) {
  const { conversation, secret } = await startedOf(await doors.chat.request(CHAT, { method: 'POST' }));
  const path = `${CHAT}/${conversation}/messages`;
  const headers = { authorization: `Bearer ${secret}` };
  const say = (words: string, clientId: string) =>
    doors.chat.request(path, {
      method: 'POST',
      headers,
      body: JSON.stringify({ text: words, clientId, ...more }),
    });
  const ref = await ticketRefOf(await say(text, 'first'));
  const get = (after: string, etag = '') =>
    doors.chat.request(`${path}?after=${after}`, { headers: { ...headers, 'if-none-match': etag } });
  return { ref, conversation, secret, say, get, read: async (after = '') => readingOf(await get(after)) };
}

async function change(ref: string, edit: (draft: TicketDraft) => void): Promise<void> {
  const state = await doors.store.ticket(ref);
  if (!state) throw new Error(`no ticket ${ref}`);
  const draft = new TicketDraft(state, { now: doors.now(), desk });
  edit(draft);
  await doors.store.commit(changesOf(draft.finish(), 'update_ticket'));
}

test('R19: a visitor who was away reads that his matter was closed, and his next words open it for all to see', async () => {
  const { ref, say, get, read } = await visitorSays('It prints grey.');
  const before = await get('');
  const { cursor, status } = await readingOf(before.clone());
  expect(status).toBe('open');
  await change(ref, (draft) => {
    draft.ticket = { ...draft.ticket, status: 'closed', closed: { at: doors.now(), code: 'done' } };
  });
  const back = await get(cursor ?? '', before.headers.get('etag') ?? '');
  expect(back.status).toBe(200);
  expect(await readingOf(back)).toMatchObject({ status: 'closed', messages: [] });
  doors.advance(1000);
  await say('It is broken again.', 'second');
  expect((await read()).status).toBe('open');
  const effects = (await doors.store.outbox(ref, { limit: 100 })).items.flatMap((item) => item.effects);
  expect(effects).toContainEqual({ kind: 'start_process', process: 'support', run: 2, entry: 'investigate' });
});

test('R23: whoever only opens links changes nothing, whatever he opens', async () => {
  const { ref, conversation } = await visitorSays('It prints grey.', { address: 'visitor@home.example' });
  const token = pageToken({ ref, participant: 1 }, 'a', doors.signer.mac);
  const before = doors.everything();
  const apps = [doors.pages, doors.chat, doors.webhook];
  const opened = apps.flatMap((app) =>
    [...new Set(app.routes.map(({ path }) => path))].flatMap((path) =>
      ['GET', 'HEAD'].map((method) => {
        const link = path
          .replace(/:token(\{[^}]*\})?/, token)
          .replace(':widget', 'website')
          .replace(':id', conversation)
          .replaceAll(/:\w+(\{[^}]*\})?\??/g, 'x');
        return Promise.resolve(app.request(`${link}?confirm=yes&outcome=approved`, { method }));
      }),
    ),
  );
  const answers = await Promise.all(opened);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(doors.everything()).toBe(before);
});

test('S11: neither the name of a conversation, another’s secret nor an address that somebody types opens it', async () => {
  const owner = await visitorSays('My secret order', { address: 'owner@home.example' });
  const guest = await visitorSays('Hello', { address: 'owner@home.example' });
  for (const secret of [owner.conversation, guest.secret]) {
    const forged = await doors.chat.request(`${CHAT}/${owner.conversation}/messages`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(forged.status).toBe(401);
  }
  expect(guest.ref).not.toBe(owner.ref);
  expect(JSON.stringify(await guest.read())).not.toContain('secret order');
});

test('S14: nothing is said to a visitor before he has said something', async () => {
  const { conversation, secret } = await startedOf(await doors.chat.request(CHAT, { method: 'POST' }));
  doors.advance(60_000);
  const reading = await doors.chat.request(`${CHAT}/${conversation}/messages`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect((await readingOf(reading)).messages).toEqual([]);
  const { messages } = await (await visitorSays('It prints grey.')).read();
  expect(messages.map(({ from }) => from)).toEqual(['visitor']);
});
