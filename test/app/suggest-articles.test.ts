import { describe, expect, test } from 'vitest';
import { writeMail } from '../../functions/app/write-mail.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { smallDesk } from '../core/small-desk.ts';
import { ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

const [simple] = Object.values(smallDesk.processes);
const suggest = { kind: 'suggest', message: 'replies/acknowledgement.liquid', on: { done: 'work' } };

function deskWith(given: object = {}) {
  return deskSchema.parse({
    ...smallDesk,
    processes: { simple: { ...simple, ...given, steps: { suggest, ...simple?.steps } } },
    articles: { grey: '# My printer prints grey\n\nChoose **Colour**.' },
    replies: {
      acknowledgement:
        'Subject: We have it [{{ ticket.ref }}]\n\n{% for article in articles %}{{ article.title }}: {{ article.text }}{% endfor %}',
    },
  });
}

const grey = { subject: 'Grey prints', reply: 'My printer prints everything in grey.' };

async function suggested(world: TicketWorld, message: object): Promise<string> {
  const ref = await world.ask({ ...grey, ...message });
  for (let retries = 0; retries < 2; retries++)
    await world.enter(ref, 'suggest', { definition: suggest, entered: world.now(), retries });
  return ref;
}

async function articlesOf(world: TicketWorld, ref: string): Promise<unknown[]> {
  const { items } = await world.store.events(ref, { limit: 100 });
  return items.flatMap(({ type, data }) => (type === 'articles_suggested' ? [data['articles']] : []));
}

describe('a process that begins with articles', () => {
  test('acknowledges once, with those that fit, in the mail itself', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const ref = await suggested(world, {});
    expect(await articlesOf(world, ref)).toEqual([[{ id: 'grey', title: 'My printer prints grey' }]]);
    const mails = await world.mails(ref);
    expect(mails).toMatchObject([{ to: 1, template: 'acknowledgement', articles: ['grey'] }]);
    const [intent] = mails;
    if (!intent) throw new Error('no mail');
    const state = await world.stateOf(ref);
    const deps = { ...world.deps, pagesUrl: 'https://desk.example.com' };
    expect(await writeMail(deps, { state, intent, delivery: '1.0', at: world.now() })).toMatchObject({
      kind: 'written',
      mail: { text: 'My printer prints grey: Choose **Colour**.\n' },
    });
    expect(state.ticket.acknowledge).toBeUndefined();
  });

  test('acknowledges without any when none fits', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const ref = await suggested(world, { subject: 'Invoice', reply: 'It is wrong.' });
    expect(await articlesOf(world, ref)).toEqual([[]]);
    const [mail] = await world.mails(ref);
    expect(mail?.articles).toBeUndefined();
    expect(mail?.template).toBe('acknowledgement');
  });

  test('sends nothing to whom no machine may answer', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const ref = await suggested(world, { answerable: false });
    expect(await world.mails(ref)).toEqual([]);
  });

  test.each([
    ['who is in a hurry', deskWith(), { wanted: { priority: 'P1' } }],
    ['who writes in confidence', deskWith({ confidential: true }), {}],
  ])('offers none to somebody %s', async (_who, desk, message) => {
    const world = ticketWorld({ desk });
    const ref = await suggested(world, message);
    expect(await articlesOf(world, ref)).toEqual([[]]);
    expect(await world.mails(ref)).toMatchObject([{ template: 'acknowledgement' }]);
  });
});

test('a process that begins otherwise acknowledges at once', async () => {
  const world = ticketWorld();
  expect(await world.mails(await world.ask())).toMatchObject([{ template: 'acknowledgement' }]);
});
