import { expect, test } from 'vitest';
import type { EffectName, OutgoingMail, QueuedDigest } from '../../functions/app/ports.ts';
import { recoverHeld } from '../../functions/app/held-items.ts';
import { sendQueued } from '../../functions/app/send-queued.ts';
import { sweep } from '../../functions/app/sweep.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { desk as shipped } from './mail-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { close, DAY, HOUR, recordingEngine, ticketWorld } from './ticket-world.ts';
import { smallDesk } from '../core/small-desk.ts';

const replies = { 'held-digest': shipped.replies['held-digest'] ?? '' };

function heldWorld(desk: Desk = { ...smallDesk, replies }) {
  const world = ticketWorld({ desk });
  const queued: (EffectName | QueuedDigest)[] = [];
  const sent: OutgoingMail[] = [];
  const mailQueue = { enqueue: async (mail: EffectName | QueuedDigest) => void queued.push(mail) };
  const callQueue = { enqueue: async () => undefined };
  const sweepOnce = () => sweep({ ...world.deps, engine: recordingEngine(), mailQueue, callQueue });
  return {
    ...world,
    queued,
    sent,
    sweepOnce,
    async sweepDaily(days: number) {
      for (let day = 0; day < days; day++) {
        await sweepOnce();
        await sweepOnce();
        world.wait(DAY);
      }
    },
    send: (mail: EffectName | QueuedDigest) =>
      sendQueued(
        {
          ...world.deps,
          pagesUrl: 'https://desk.example.com',
          mailer: {
            send: async (letter) => {
              sent.push(letter);
              return { kind: 'sent', messageIds: [`${sent.length}@mail.example`] };
            },
          },
        },
        mail,
      ),
  };
}

const holdSpam = (world: ReturnType<typeof heldWorld>, id: string) =>
  receive(world, {
    id,
    raw: rawMail({ headers: [`Message-ID: <${id}@shop.example>`] }),
    verdicts: { spam: 'FAIL' },
  });

test('what is held for an open ticket stays on the list until that is closed', async () => {
  const world = heldWorld({
    ...smallDesk,
    replies,
    retention: { heldDays: 5 },
    processes: {
      simple: { ...smallDesk.processes['simple'], confidential: true } as Desk['processes'][string],
    },
  });
  const ref = await world.ask();
  const friend = { issuedTo: 1, sender: 'friend@other.example', text: 'Me too.' };
  expect(await world.answer(ref, friend)).toMatchObject({ cause: 'confidential_unknown_sender' });
  await holdSpam(world, 'a');
  await world.sweepDaily(12);
  expect((await world.held()).map(({ cause }) => cause)).toEqual(['confidential_unknown_sender']);
  await world.enter(ref, 'closed', { definition: close() });
  await world.sweepDaily(1);
  expect(await world.held()).toEqual([]);
});

test('held mail is told of when it is new, after a week and before its end, and then leaves the list, not the desk', async () => {
  const world = heldWorld();
  await holdSpam(world, 'a');
  const [item] = await world.held();
  await world.sweepDaily(28);
  expect(world.queued).toHaveLength(2);
  expect(await world.held()).toHaveLength(1);
  await world.sweepDaily(1);
  expect(world.queued.at(-1)).toMatchObject({ digest: { count: 1, expiring: 1 }, reader: 'two' });
  await world.sweepDaily(4);
  expect(world.queued).toHaveLength(3);
  expect(await world.held()).toEqual([]);
  const id = item?.id ?? '';
  expect((await world.store.heldItem(id))?.state.kind).toBe('expired');
  expect(await recoverHeld(world.deps, { id, as: 'intended', by: 'lead' })).toMatchObject({
    kind: 'recovered',
  });
});

test('a desk that kept its doors shut past the end tells of it first', async () => {
  const world = heldWorld();
  await holdSpam(world, 'a');
  world.wait(90 * DAY);
  await world.sweepDaily(1);
  expect(await world.held()).toHaveLength(1);
  expect(world.queued).toHaveLength(1);
  await world.sweepDaily(2);
  expect(await world.held()).toEqual([]);
});

/** 09:00-17:00 in Berlin, on weekdays. The worlds begin on a Monday at 10:00 there. */
const office = (): Desk => {
  const day = ['09:00-17:00'];
  const hours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] };
  const calendar = { timeZone: 'Europe/Berlin', hours, holidays: ['2026-11-25'] };
  return { ...smallDesk, replies, calendars: { office: calendar, ...smallDesk.calendars } };
};

/** The moments of the digests, with a mail held at each of the moments, and a sweep every quarter of an hour. */
async function digestsUntil(end: string, heldAt: string[]): Promise<string[]> {
  const world = heldWorld(office());
  const moments: string[] = [];
  while (world.now() < end) {
    for (const moment of heldAt) if (world.now().startsWith(moment)) await holdSpam(world, `spam-${moment}`);
    const before = world.queued.length;
    await world.sweepOnce();
    if (world.queued.length > before) moments.push(world.now().slice(0, 16));
    world.wait(HOUR / 4);
  }
  return moments;
}

test.each<[string, string[], string[]]>([
  ['in working hours', ['2026-11-23T12:15'], ['2026-11-23T13:00']],
  ['twice in an hour', ['2026-11-23T12:15', '2026-11-23T12:45'], ['2026-11-23T13:00']],
  ['hours apart', ['2026-11-23T12:15', '2026-11-23T14:30'], ['2026-11-23T13:00', '2026-11-23T15:00']],
  ['as the desk closes', ['2026-11-23T15:45'], ['2026-11-24T08:00']],
  ['at night', ['2026-11-23T23:00', '2026-11-24T02:30'], ['2026-11-24T08:00']],
  ['before a holiday', ['2026-11-24T16:00'], ['2026-11-26T08:00']],
  ['at the weekend', ['2026-11-28T12:00'], ['2026-11-30T08:00']],
])(
  'of mail that is held %s a digest goes within the working hour, or as the desk opens',
  async (_when, heldAt, told) => {
    expect(await digestsUntil('2026-12-01T00:00', heldAt)).toEqual(told);
  },
);

test('there is one digest in a working hour at most, however much comes and whoever sweeps', async () => {
  const world = heldWorld(office());
  for (let quarter = 0; quarter < 24; quarter++) {
    await holdSpam(world, `spam-${quarter}`);
    await Promise.all([world.sweepOnce(), world.sweepOnce()]);
    world.wait(HOUR / 4);
  }
  expect(world.queued).toHaveLength(6);
  expect(new Set(world.queued.map(({ seq }) => seq)).size).toBe(6);
});

test('while the desk is closed, or nothing is held, a sweep asks for next to nothing', async () => {
  const world = heldWorld(office());
  await world.sweepOnce();
  const idle = world.units();
  await world.sweepOnce();
  const sweptAgain = world.units();
  expect(sweptAgain.write - idle.write).toBeLessThanOrEqual(1);
  world.wait(10 * HOUR);
  await world.sweepOnce();
  expect(world.units().write).toBe(sweptAgain.write);
});

test('a digest is sent once, to whoever is in charge', async () => {
  const world = heldWorld();
  await holdSpam(world, 'a');
  await world.sweepDaily(1);
  const [digest] = world.queued;
  if (!digest) throw new Error('no digest');
  expect(await world.send(digest)).toMatchObject({ kind: 'sent' });
  expect(await world.send(digest)).toEqual({ kind: 'settled' });
  expect(world.sent).toHaveLength(1);
  expect(world.sent[0]).toMatchObject({
    to: { address: 'two@team.example' },
    subject: '1 mail is held back',
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Stepdesk-Loop': 'help.example.com' },
  });
  expect(world.sent[0]?.text).toContain('1 × called spam by the mail service (spam)');
});

test.each([
  ['the managers', {}, ['two']],
  [
    'the leads where there is no manager',
    { roles: {}, teams: { front: { ...smallDesk.teams['front'], lead: 'one' } } },
    ['one'],
  ],
  ['the team where nobody leads it', { roles: {} }, ['one', 'two']],
])('%s read it', async (_who, different, readers) => {
  const world = heldWorld({ ...smallDesk, replies, ...different } as Desk);
  await holdSpam(world, 'a');
  await world.sweepDaily(1);
  expect(world.queued.map((mail) => ('reader' in mail ? mail.reader : ''))).toEqual(readers);
});

test('an hour in which the queue does not answer is made good by the next', async () => {
  const world = heldWorld();
  await holdSpam(world, 'a');
  const broken = {
    enqueue: async () => {
      throw new Error('the queue does not answer');
    },
  };
  const deps = { ...world.deps, engine: recordingEngine(), callQueue: { enqueue: async () => undefined } };
  await expect(sweep({ ...deps, mailQueue: broken })).rejects.toThrow('stays undone');
  world.wait(HOUR);
  await world.sweepOnce();
  expect(world.queued).toHaveLength(1);
});
