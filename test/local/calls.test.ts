import { afterEach, beforeEach, expect, test } from 'vitest';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { openLocalWorld } from '../stories/local-world.ts';
import { answerTo, lastOf, postCallback } from '../stories/world.ts';
import type { World } from '../stories/world.ts';

/** The whole way of a call: the machine, the queue, the signature, the door. */

const refund = {
  id: 'refund',
  title: { internal: 'Refund', customer: 'Your refund' },
  onReopen: 'by_hand',
  sla: 'standard',
  steps: {
    robot: {
      kind: 'call',
      hook: 'bookkeeping',
      send: { priority: 'ticket.priority' },
      form: { booking: { type: 'text', required: true } },
      limit: '4h',
      on: { booked: 'paid', failed: 'by_hand' },
    },
    by_hand: {
      kind: 'task',
      owner: 'agent:lead',
      due: '1d',
      ladder: [{ at: '100%', to: 'role:manager', do: 'escalate' }],
      on: { done: 'paid' },
    },
    paid: { kind: 'close', code: 'done' },
  },
};

function withRobot(shipped: Desk): Desk {
  return deskSchema.parse({
    ...shipped,
    hooks: [{ id: 'bookkeeping', url: 'https://books.example/jobs' }],
    inboxes: shipped.inboxes.map((inbox) => ({ ...inbox, process: 'refund' })),
    processes: { ...shipped.processes, refund },
  });
}

let world: World;
beforeEach(async () => {
  world = await openLocalWorld({ change: withRobot });
});
afterEach(() => world.close());

const booked = { outcome: 'booked', answers: { booking: 'B-17' } };

async function askForRefund(): Promise<string> {
  await world.sendMail({
    from: 'customer@shop.example',
    to: 'support@help.example.com',
    subject: 'My money',
    text: 'Please send it back.',
  });
  return lastOf(await world.tickets());
}

test('a robot that answers at once does the work alone', async () => {
  world.hooks.answerWith('bookkeeping', { status: 200, body: booked });
  const ref = await askForRefund();
  const { ticket, steps } = await world.ticket(ref);
  expect(ticket.closed?.code).toBe('done');
  expect(steps).toMatchObject([{ id: 'robot', state: { kind: 'done', ...booked } }]);
  const [call] = await world.hooks.received('bookkeeping');
  expect(call?.body).toMatchObject({ ticket: ref, step: 'robot', visit: 1, send: { priority: 'P3' } });
});

test('a robot that takes its time calls back, and only its first word counts', async () => {
  const ref = await askForRefund();
  const call = lastOf(await world.hooks.received('bookkeeping'));
  expect((await world.ticket(ref)).ticket.status).toBe('waiting_third_party');
  await world.advance('PT2H');
  expect((await postCallback(world, { hook: 'bookkeeping', call, answer: booked })).status).toBe(200);
  expect((await world.ticket(ref)).ticket.closed?.code).toBe('done');
  const again = { hook: 'bookkeeping', call, answer: { outcome: 'failed' } };
  expect((await postCallback(world, again)).status).toBe(409);
});

test('a robot that is down is called again under the same id until it is up', async () => {
  world.hooks.answerWith('bookkeeping', { status: 503 });
  const ref = await askForRefund();
  await world.advance('PT1M');
  world.hooks.answerWith('bookkeeping', { status: 200, body: booked });
  await world.advance('PT1H');
  const calls = await world.hooks.received('bookkeeping');
  expect(calls).toHaveLength(3);
  expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect((await world.ticket(ref)).ticket.closed?.code).toBe('done');
});

test('a robot whose callback never comes leaves the work to a person, and is too late after that', async () => {
  const ref = await askForRefund();
  const call = lastOf(await world.hooks.received('bookkeeping'));
  await world.advance('P1D');
  expect((await world.ticket(ref)).steps.map(({ id, state }) => [id, state.kind])).toEqual([
    ['robot', 'done'],
    ['by_hand', 'open'],
  ]);
  expect((await postCallback(world, { hook: 'bookkeeping', call, answer: booked })).status).toBe(409);
  const work = lastOf(await world.mailbox('lead@team.example'));
  await world.sendMail(answerTo(work, { from: 'lead@team.example', text: 'It is booked.\n\n#done' }));
  expect((await world.ticket(ref)).ticket.closed?.code).toBe('done');
});
