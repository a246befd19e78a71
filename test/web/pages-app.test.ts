import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { changesOf } from '../../functions/app/ticket-changes.ts';
import { newUlid } from '../../functions/core/ids.ts';
import { millisOf } from '../../functions/core/instant.ts';
import { merge } from '../../functions/core/merge.ts';
import { pageToken } from '../../functions/core/page-link.ts';
import type { AwaitedStep } from '../../functions/core/process-template.ts';
import type { Step } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { aMessage, aStep } from '../contract/ticket-builders.ts';
import { desk, openDoors, startedOf, ticketRefOf } from './doors.ts';
import type { Doors } from './doors.ts';

const SCRIPT = '<script>alert("x")</script> & <b>"bold"</b>';
const DAY = 86_400_000;

let doors: Doors;
let ref: string;
beforeEach(async () => {
  doors = openDoors();
  ref = await askByChat('The printer is on fire');
});

/** A visitor with an address: his ticket has a status page like any other. */
async function askByChat(text: string): Promise<string> {
  const started = await doors.chat.request('/chat/website/conversations', { method: 'POST' });
  const { conversation, secret } = await startedOf(started);
  const response = await doors.chat.request(`/chat/website/conversations/${conversation}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify({ text, clientId: 'first', name: 'A Visitor', address: 'visitor@home.example' }),
  });
  doors.advance(1000);
  return ticketRefOf(response);
}

async function change(edit: (draft: TicketDraft) => void): Promise<void> {
  const state = await doors.store.ticket(ref);
  if (!state) throw new Error(`no ticket ${ref}`);
  const draft = new TicketDraft(state, { now: doors.now(), desk });
  edit(draft);
  await doors.store.commit(changesOf(draft.finish(), 'update_ticket'));
}

function stepOf(id: string, given: Partial<Step> = {}): Step {
  return aStep({ id, definition: definitionOf(id), openedAt: doors.now(), owner: 1, ...given });
}

function definitionOf(id: string): AwaitedStep {
  const definition = desk.processes['support']?.steps[id];
  if (definition?.kind !== 'task' && definition?.kind !== 'verify' && definition?.kind !== 'customer')
    throw new Error(`no human step ${id}`);
  return definition;
}

const done = (outcome: string): Step['state'] => ({
  kind: 'done',
  at: doors.now(),
  outcome,
  answers: {},
  by: 'desk',
});

const openStep = (id: string) => change((draft) => draft.putStep(stepOf(id)));

async function askWhetherItWorks(): Promise<void> {
  await change((draft) => {
    draft.putStep(stepOf('investigate', { state: done('done') }));
    draft.putStep(stepOf('verify'));
  });
}

function address(participant = 1): string {
  return `/t/${pageToken({ ref, participant }, 'a', doors.signer.mac)}`;
}

async function show(path = address()): Promise<string> {
  return (await doors.pages.request(path)).text();
}

/** The page as somebody reads it: without style and tags. */
async function words(path = address()): Promise<string> {
  const page = await show(path);
  return page
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

async function submit(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return doors.pages.request(path, { method: 'POST', body: new URLSearchParams(fields), headers });
}

/** The hidden fields of the page's first form for this action. */
async function hiddenFields(action: string): Promise<Record<string, string>> {
  const form = (await show()).split(`${address()}/${action}"`)[1]?.split('</form>')[0] ?? '';
  return Object.fromEntries(
    [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

async function textsOf(): Promise<string[]> {
  return (await doors.store.messages(ref, { limit: 100 })).items.map(({ text }) => text);
}

describe('shows', () => {
  test('where a request stands, whose turn it is and what was promised, in the desk’s time', async () => {
    await openStep('investigate');
    const page = await words();
    expect(page).toContain(`Shop Support · ${ref}`);
    expect(page).toContain('We are working on your request. It is our turn.');
    expect(page).toMatch(/You hear from us by Monday 23 November( at|,) 14:00 CET/);
  });

  test('the next step’s time once we have answered, and says when it is late', async () => {
    await openStep('investigate');
    await change((draft) => {
      draft.ticket = {
        ...draft.ticket,
        clocks: draft.ticket.clocks.filter(({ metric }) => metric !== 'first_reply'),
      };
    });
    expect(await words()).toMatch(/We get to the next step by Monday 23 November( at|,) 12:00 CET/);
    doors.advance(3 * 3_600_000);
    expect(await words()).toMatch(
      /We should have got to the next step by Monday 23 November( at|,) 12:00 CET/,
    );
  });

  test('the way: done, now and to come', async () => {
    await askWhetherItWorks();
    expect(await words()).toContain(
      'The way of your request We are looking into it (done) Please tell us whether it works (now) Solved (still to come)',
    );
    expect(await show()).toMatch(/class="current" aria-current="step"/);
  });

  test.each([
    ['ask', 'It is your turn.'],
    ['verify', 'It is your turn: does it work?'],
  ])('until when the customer should answer the step %s', async (step, turn) => {
    await openStep(step);
    const page = await words();
    expect(page).toContain(turn);
    expect(page).toMatch(/Please answer by Monday 30 November( at|,) 10:00 CET/);
  });

  test.each([
    ['rejected', 'We are working on your request. It is our turn.'],
    ['confirmed', 'This is solved.'],
  ])('whose turn it is as soon as the question was answered: %s', async (outcome, stands) => {
    await askWhetherItWorks();
    await submit(
      `${address()}/${outcome === 'rejected' ? 'reject' : 'confirm'}`,
      await hiddenFields('confirm'),
    );
    const page = await words();
    expect(page).toContain(stands);
    expect(page).not.toContain('Please answer by');
  });

  test.each([
    ['before the closing work', 'open'],
    ['during it', 'resolved'],
  ] as const)('that nothing is solved for whom nobody could ask, %s', async (_when, status) => {
    await change((draft) => {
      draft.ticket = { ...draft.ticket, status, verdict: 'unreachable' };
    });
    const page = await words();
    expect(page).toContain('It is our turn.');
    expect(page).not.toContain('This is solved.');
  });

  describe('of a ticket that was merged into another one', () => {
    const mergeInto = async (other: string) => {
      const states = await Promise.all([doors.store.ticket(ref), doors.store.ticket(other)]);
      const [from, into] = states.map((state) => state && new TicketDraft(state, { now: doors.now(), desk }));
      if (!from || !into) throw new Error('no ticket');
      merge(from, into, { author: into.participant(1), isSure: true });
      await doors.store.commit([from, into].flatMap((draft) => changesOf(draft.finish(), 'update_ticket')));
    };

    test('is the page of that one, with what was said on both', async () => {
      const other = await askByChat('It smokes.');
      await mergeInto(other);
      const page = await words();
      expect(page).toContain(`Shop Support · ${other}`);
      expect(page).toMatch(/You .*The printer is on fire.*You .*It smokes\./);
    });

    test('stays its own for whoever takes no part there', async () => {
      const other = await askByChat('It smokes.');
      const into = await doors.store.ticket(other);
      if (!into) throw new Error('no ticket');
      const confidential = { ...into.ticket, confidential: true as const };
      await doors.store.commit([{ kind: 'update_ticket', ticket: confidential }]);
      await change((draft) => void draft.addParticipant({ role: 'cc', address: 'a@b.example', name: '' }));
      await mergeInto(other);
      const path = `/t/${pageToken({ ref, participant: 2 }, 'a', doors.signer.mac)}`;
      const page = await words(path);
      expect(page).toContain(`Shop Support · ${ref}`);
      expect(page).not.toContain('It smokes.');
    });
  });

  test('public messages with names, and neither notes nor addresses', async () => {
    await change((draft) => {
      const agent = draft.addParticipant({
        role: 'agent',
        address: 'frontline@team.example',
        name: 'Frontline',
        agentId: 'frontline',
      });
      const at = doors.now();
      draft.addMessage(
        aMessage({ id: '7ZZZZZZZZZZZZZZZZZZZZZZZZ1', at, author: agent.id, text: 'Pull the plug.' }),
      );
      draft.addMessage(
        aMessage({
          id: '7ZZZZZZZZZZZZZZZZZZZZZZZZ2',
          at,
          author: agent.id,
          text: 'What a fool',
          visibility: 'internal',
        }),
      );
    });
    const page = await words();
    expect(page).toMatch(
      /You Monday.*The printer is on fire.*Frontline, Shop Support.*Pull the plug\..*smoke\.jpg/,
    );
    expect(page).not.toMatch(/What a fool|team\.example|visitor@home/);
  });

  test('the latest messages of a long conversation, and says how many there were before', async () => {
    for (let number = 1; number <= 105; number++)
      await change((draft) => {
        doors.advance(1000);
        const id = newUlid(millisOf(doors.now()), () => new Uint8Array(10));
        draft.addMessage(aMessage({ id, at: doors.now(), author: 1, text: `This is number ${number}.` }));
      });
    const page = await words();
    expect(page).toContain('6 earlier messages are left out.');
    expect(page).not.toContain('number 5.');
    expect(page).toMatch(/number 6\..*number 105\./);
  });

  test('the words of others as text only', async () => {
    ref = await askByChat(SCRIPT);
    const page = await show();
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &lt;b&gt;');
  });

  test('a closed request, for 90 days', async () => {
    await change((draft) => draft.close('confirmed', 'process'));
    doors.advance(90 * DAY);
    expect(await words()).toContain('This request is closed.');
    doors.advance(1);
    expect((await doors.pages.request(address())).status).toBe(404);
  });

  test('the question whether it works to the requester only', async () => {
    await askWhetherItWorks();
    await change((draft) =>
      draft.addParticipant({ role: 'cc', address: 'colleague@home.example', name: '' }),
    );
    expect(await show()).toContain('It works');
    expect(await show(address(2))).not.toContain('It works');
  });
});

describe('the page', () => {
  test('allows its own style and forms, nothing else', async () => {
    const response = await doors.pages.request(address());
    const style = /<style>(.*?)<\/style>/s.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(style).not.toBe('');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
  });

  test.each(['GET', 'POST'])('is kept to itself, also where %s finds nothing', async (method) => {
    for (const path of [address(), '/t/nothing', '/t/nothing/reply']) {
      const { headers } = await doors.pages.request(path, { method });
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
      });
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });

  test('names its language and fits a phone', async () => {
    const page = await show();
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('width=device-width');
  });

  test.each([
    ['de-DE,de;q=0.9,en;q=0.8', 'de', 'Wir arbeiten an Ihrer Anfrage.', 'Montag, 23. November um 14:00 MEZ'],
    ['it,fr;q=0.5,en;q=0.1', 'fr', 'Nous travaillons à votre demande.', 'lundi 23 novembre à 14:00 UTC+1'],
    ['es', 'es', 'Estamos trabajando en su solicitud.', 'lunes, 23 de noviembre, 14:00 CET'],
    ['pt-BR', 'pt', 'Estamos a trabalhar no seu pedido.', 'segunda-feira, 23 de novembro'],
    ['en;q=0, ja', 'en', 'We are working on your request.', 'Monday 23 November'],
    ['x'.repeat(5_000), 'en', 'We are working on your request.', 'Monday 23 November'],
  ])('speaks the language of %s', async (accepted, language, stands, when) => {
    await openStep('investigate');
    const response = await doors.pages.request(address(), { headers: { 'accept-language': accepted } });
    const page = (await response.text()).replaceAll(/\s+/g, ' ');
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(stands);
    expect(page).toContain(when);
  });

  test.each(['GET', 'HEAD'])('changes nothing on %s, however it is asked', async (method) => {
    await askWhetherItWorks();
    const before = doors.everything();
    for (const path of ['', '?said=confirmed', '/confirm', '/reject', '/reply'])
      await doors.pages.request(`${address()}${path}`, { method });
    expect(doors.everything()).toBe(before);
  });
});

describe('one of the desk’s own people', () => {
  beforeEach(async () => {
    await askWhetherItWorks();
    await change((draft) =>
      draft.addParticipant({
        role: 'agent',
        address: 'frontline@team.example',
        name: 'Frontline',
        agentId: 'frontline',
      }),
    );
  });

  test('sees what the customer sees, and nothing to answer with', async () => {
    expect(await words(address(2))).toMatch(/The printer is on fire.*This is what the customer sees\./);
    expect(await show(address(2))).not.toContain('<form');
    expect(await words()).not.toContain('This is what the customer sees.');
  });

  test.each(['reply', 'confirm', 'reject'])('is refused %s, and nothing changes', async (action) => {
    const fields = { ...(await hiddenFields(action)), text: 'Pull the plug.' };
    const before = doors.everything();
    const response = await submit(`${address(2)}/${action}`, fields);
    expect([response.status, await response.text()]).toEqual([
      403,
      'This page is for the customer. To write, answer a mail of the desk.',
    ]);
    expect(doors.everything()).toBe(before);
  });
});

describe('a reply', () => {
  test('reaches the ticket and leads back with a word of thanks', async () => {
    const response = await submit(`${address()}/reply`, {
      ...(await hiddenFields('reply')),
      text: 'Still burning.',
    });
    expect([response.status, response.headers.get('location')]).toEqual([303, `${address()}?said=said`]);
    expect(await textsOf()).toEqual(['The printer is on fire', 'Still burning.']);
    expect(await words(`${address()}?said=said`)).toContain('Your message has reached us.');
  });

  test('as long as the form takes it, in whatever script, needs no place in the bucket', async () => {
    const longest = `\n${'語'.repeat(9_999)}`;
    const text = longest.replaceAll('\n', '\r\n');
    const response = await submit(`${address()}/reply`, { ...(await hiddenFields('reply')), text });
    expect(response.status).toBe(303);
    expect((await textsOf()).at(-1)?.trim()).toBe(longest.trim());
    expect([...doors.blobs.keys()].filter((key) => key.startsWith('text/'))).toEqual([]);
    expect(await words(address())).toContain('語語語');
    const more = await submit(`${address()}/reply`, { form: '1'.repeat(26), text: `${longest}x` });
    expect(more.status).toBe(400);
  });

  test('sent twice counts once', async () => {
    const fields = { ...(await hiddenFields('reply')), text: 'Still burning.' };
    await submit(`${address()}/reply`, fields);
    expect((await submit(`${address()}/reply`, fields)).status).toBe(303);
    expect(await textsOf()).toEqual(['The printer is on fire', 'Still burning.']);
  });

  test('with the same words on a new page is a new reply', async () => {
    for (let time = 1; time <= 2; time++) {
      doors.advance(1000);
      await submit(`${address()}/reply`, { ...(await hiddenFields('reply')), text: 'Hello?' });
    }
    expect(await textsOf()).toEqual(['The printer is on fire', 'Hello?', 'Hello?']);
  });

  test('without words is none', async () => {
    const response = await submit(`${address()}/reply`, { ...(await hiddenFields('reply')), text: ' \n' });
    expect(response.headers.get('location')).toBe(`${address()}?said=nothing_written`);
    expect(await textsOf()).toHaveLength(1);
  });

  test('answers the question that waits for it', async () => {
    await openStep('ask');
    await submit(`${address()}/reply`, { ...(await hiddenFields('reply')), text: 'Tray 2.' });
    expect((await doors.store.ticket(ref))?.steps[0]?.state).toMatchObject({
      kind: 'done',
      outcome: 'replied',
    });
  });

  test('is counted, so that nobody floods a ticket', async () => {
    for (let number = 0; number < 20; number++)
      await submit(`${address()}/reply`, { form: String(number).padStart(26, '0'), text: `${number}` });
    const response = await submit(`${address()}/reply`, { form: 'z'.repeat(26), text: 'more' });
    expect(response.headers.get('location')).toBe(`${address()}?said=too_many`);
  });
});

describe('the question whether it works', () => {
  async function verifyState() {
    return (await doors.store.ticket(ref))?.steps.find(({ id }) => id === 'verify')?.state;
  }

  test.each([
    ['confirm', 'confirmed', ''],
    ['reject', 'rejected', 'It smells.'],
    ['reject', 'rejected', ''],
  ])('is answered by %s: %s, with the words "%s"', async (action, outcome, text) => {
    await askWhetherItWorks();
    const fields = { ...(await hiddenFields(action)), text };
    const response = await submit(`${address()}/${action}`, fields);
    expect(response.headers.get('location')).toBe(`${address()}?said=${outcome}`);
    expect(await verifyState()).toEqual({
      kind: 'done',
      at: doors.now(),
      outcome,
      answers: {},
      by: 'participant:1',
    });
    expect(await textsOf()).toEqual(['The printer is on fire', ...(text ? [text] : [])]);
    const again = await submit(`${address()}/${action}`, fields);
    expect(again.headers.get('location')).toBe(`${address()}?said=${outcome}`);
    expect(await textsOf()).toHaveLength(text ? 2 : 1);
  });

  test('is not answered by the page of an earlier visit', async () => {
    await askWhetherItWorks();
    const fields = await hiddenFields('confirm');
    await submit(`${address()}/reject`, await hiddenFields('reject'));
    await change((draft) => draft.putStep(stepOf('verify', { visit: 2 })));
    const response = await submit(`${address()}/confirm`, fields);
    expect(response.headers.get('location')).toBe(`${address()}?said=moved_on`);
    expect((await doors.store.ticket(ref))?.steps.at(-1)?.state).toEqual({ kind: 'open' });
  });

  test('lets nobody end another step', async () => {
    await openStep('ask');
    await submit(`${address()}/confirm`, { form: '0'.repeat(26), step: 'ask', visit: '1' });
    expect((await doors.store.ticket(ref))?.steps[0]?.state).toEqual({ kind: 'open' });
  });

  test('is not for others on the ticket to answer', async () => {
    await askWhetherItWorks();
    await change((draft) =>
      draft.addParticipant({ role: 'cc', address: 'colleague@home.example', name: '' }),
    );
    await submit(`${address(2)}/confirm`, await hiddenFields('confirm'));
    expect(await verifyState()).toEqual({ kind: 'open' });
  });
});

describe('refuses', () => {
  const variants: [string, (token: string) => string][] = [
    ['a changed last letter', (token) => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')],
    ['another participant', (token) => `${token.slice(0, 8)}02${token.slice(10)}`],
    ['an unknown key', (token) => `${token.slice(0, 10)}z${token.slice(11)}`],
    ['another ticket', (token) => `00000000${token.slice(8)}`],
    ['no token', () => 'x'],
  ];
  test.each(variants)('%s, with the same plain page', async (_what, forge) => {
    const forged = `/t/${forge(address().slice(3))}`;
    const before = doors.everything();
    const answers = await Promise.all([
      doors.pages.request(forged),
      submit(`${forged}/reply`, { form: '0'.repeat(26), text: 'Hello' }),
      submit(`${forged}/confirm`, { form: '0'.repeat(26), step: 'verify', visit: '1' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    const pages = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(pages).size).toBe(1);
    expect(doors.everything()).toBe(before);
  });

  test('a participant whom the ticket does not have', async () => {
    expect((await doors.pages.request(address(2))).status).toBe(404);
  });

  test.each<[Record<string, string>, number]>([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 303],
    [{ origin: 'null' }, 303],
    [{ origin: 'http://localhost' }, 303],
    [{}, 303],
  ])('forms of other sites: %j → %i', async (headers, status) => {
    const response = await submit(`${address()}/reply`, { form: '0'.repeat(26), text: 'Hello' }, headers);
    expect(response.status).toBe(status);
    expect(await textsOf()).toHaveLength(status === 303 ? 2 : 1);
  });

  test.each<Record<string, string>>([
    { text: 'Hello' },
    { form: 'short', text: 'Hello' },
    { form: '0'.repeat(26) },
  ])('a form that is not ours: %j', async (fields) => {
    expect((await submit(`${address()}/reply`, fields)).status).toBe(400);
  });

  test('a form too large', async () => {
    expect(
      (await submit(`${address()}/reply`, { form: '0'.repeat(26), text: 'x'.repeat(300_000) })).status,
    ).toBe(413);
  });
});

test('an unknown word in the address says nothing', async () => {
  for (const said of ['constructor', '<b>', 'toString'])
    expect(await show(`${address()}?said=${said}`)).not.toContain('class="notice"');
});
