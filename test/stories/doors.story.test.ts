import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CUSTOMER, pageIn } from './people.ts';
import { answerTo, lastOf, openWorld, worldCan } from './world.ts';
import type { World } from './world.ts';

const ORIGIN = 'http://127.0.0.1:8080';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

async function onlyTicket(): Promise<{ ref: string; agent: string }> {
  const refs = await world.tickets();
  expect(refs).toHaveLength(1);
  const ref = refs[0] ?? '';
  const { ticket, participants } = await world.ticket(ref);
  return { ref, agent: participants.find((one) => one.id === ticket.assignee)?.address ?? '' };
}

describe('chat', () => {
  async function visitor() {
    const started = await world.http('/chat/website/conversations', {
      method: 'POST',
      headers: { Origin: ORIGIN },
    });
    const { conversation, secret } = (await started.json()) as { conversation: string; secret: string };
    const path = `/chat/website/conversations/${conversation}`;
    const headers = { Origin: ORIGIN, Authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    return {
      say: (text: string, clientId: string, more: object = {}) =>
        world.http(`${path}/messages`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ text, clientId, ...more }),
        }),
      read: async (after = '') => {
        const response = await world.http(`${path}/messages?after=${after}`, { headers });
        return (await response.json()) as { messages: { from: string; text: string }[]; cursor: string };
      },
    };
  }

  test('a conversation becomes a ticket, and the agent’s mailed answer appears in it', async () => {
    const { say, read } = await visitor();
    expect((await say('My order has not arrived.', 'one')).status).toBe(202);
    expect((await say('My order has not arrived.', 'one')).status).toBe(202);
    const { ref, agent } = await onlyTicket();
    expect((await world.ticket(ref)).messages).toHaveLength(1);

    const { cursor } = await read();
    await world.sendMail(
      answerTo(lastOf(await world.mailbox(agent)), { from: agent, text: 'It is on its way.' }),
    );
    expect((await read(cursor)).messages).toMatchObject([{ from: 'desk', text: 'It is on its way.' }]);
  });

  test.runIf(worldCan.advance)('a visitor who left his address and is gone is answered by mail', async () => {
    const { say } = await visitor();
    await say('My order has not arrived.', 'one', { name: 'A Visitor', address: 'visitor@shop.example' });
    const { agent } = await onlyTicket();
    const assignment = lastOf(await world.mailbox(agent));
    await world.advance('PT1H');
    await world.sendMail(answerTo(assignment, { from: agent, text: 'It is on its way.' }));
    const mail = lastOf(await world.mailbox('visitor@shop.example'));
    expect(mail.text).toContain('It is on its way.');
    await world.sendMail(answerTo(mail, { from: 'visitor@shop.example', text: 'It came today.' }));
    expect((await onlyTicket()).agent).toBe(agent);
  });

  test('another origin and another secret are refused', async () => {
    const elsewhere = await world.http('/chat/website/conversations', {
      method: 'POST',
      headers: { Origin: 'https://elsewhere.example' },
    });
    expect(elsewhere.status).toBe(403);
    const guessed = await world.http('/chat/website/conversations/0000/messages', {
      headers: { Origin: ORIGIN, Authorization: 'Bearer 00000000000000000000000000' },
    });
    expect(guessed.status).toBe(401);
  });
});

describe('webhooks', () => {
  const body = JSON.stringify({
    type: 'alert.opened',
    alert: {
      id: '1',
      service: 'checkout',
      summary: 'Payments fail',
      severity: 'critical',
      since: '2026-11-23T08:00:00Z',
      url: 'https://status.example.com/1',
    },
  });
  const post = (headers: Record<string, string>, text: string) =>
    world.http('/webhooks/monitoring', { method: 'POST', headers, body: text });

  test('a signed delivery becomes a ticket with its process; the same one again changes nothing', async () => {
    const headers = await world.signWebhook({ source: 'monitoring', id: 'msg_1', body });
    expect((await post(headers, body)).status).toBe(202);
    const { ref } = await onlyTicket();
    const { ticket, steps } = await world.ticket(ref);
    expect(ticket).toMatchObject({ channel: 'webhook', priority: 'P1', subject: 'checkout: Payments fail' });
    expect(steps.map((step) => step.id)).toEqual(['investigate']);

    const again = await post(headers, body);
    expect(await again.json()).toEqual({ duplicate: true });
    await onlyTicket();
  });

  test('a changed byte and an old timestamp are refused', async () => {
    const headers = await world.signWebhook({ source: 'monitoring', id: 'msg_2', body });
    expect((await post(headers, body.replace('fail', 'work'))).status).toBe(401);
    const old = await world.signWebhook({
      source: 'monitoring',
      id: 'msg_3',
      body,
      at: '2026-11-01T00:00:00.000Z',
    });
    expect((await post(old, body)).status).toBe(401);
    expect(await world.tickets()).toEqual([]);
    expect(await world.held()).toEqual([]);
  });

  test('a payload that cannot be mapped is held, and answered with 202', async () => {
    const strange = JSON.stringify({ type: 'alert.opened' });
    const headers = await world.signWebhook({ source: 'monitoring', id: 'msg_4', body: strange });
    expect((await post(headers, strange)).status).toBe(202);
    expect((await world.held()).map((item) => item.cause)).toEqual(['unparseable']);
  });
});

describe('the status page', () => {
  async function statusPath(): Promise<string> {
    return pageIn(lastOf(await world.mailbox(CUSTOMER)));
  }

  function hidden(html: string, name: string): string {
    return new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1] ?? '';
  }

  test('shows where it stands, takes a reply and a confirmation; GET changes nothing', async () => {
    await world.sendMail({
      from: CUSTOMER,
      to: 'support@help.example.com',
      subject: 'Printer',
      text: 'It prints nothing.',
    });
    const path = await statusPath();
    const { ref, agent } = await onlyTicket();
    const before = (await world.ticket(ref)).ticket.version;
    const page = await (await world.http(path)).text();
    expect(page).toContain('We are looking into it');
    expect(page).toContain('It prints nothing.');
    expect((await world.ticket(ref)).ticket.version).toBe(before);

    const reply = new URLSearchParams({
      form: hidden(page, 'form'),
      text: 'It is the one on the first floor.',
    });
    const posted = await world.http(`${path}/reply`, {
      method: 'POST',
      body: reply.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(posted.status).toBe(303);
    expect(lastOf(await world.mailbox(agent)).text).toContain('first floor');

    await world.sendMail(
      answerTo(lastOf(await world.mailbox(agent)), { from: agent, text: '#done\nNow it prints.' }),
    );
    const asking = await (await world.http(path)).text();
    const confirm = new URLSearchParams({
      form: hidden(asking, 'form'),
      step: hidden(asking, 'step'),
      visit: hidden(asking, 'visit'),
    });
    const confirmed = await world.http(`${path}/confirm`, {
      method: 'POST',
      body: confirm.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(confirmed.status).toBe(303);
    expect((await world.ticket(ref)).ticket.status).toBe('resolved');
  });

  test('a forged link opens nothing', async () => {
    await world.sendMail({
      from: CUSTOMER,
      to: 'support@help.example.com',
      subject: 'Printer',
      text: 'It prints nothing.',
    });
    const path = await statusPath();
    expect((await world.http(`${path.slice(0, -1)}${path.endsWith('0') ? '1' : '0'}`)).status).toBe(404);
  });
});
