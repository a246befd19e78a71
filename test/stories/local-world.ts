import { createHmac } from 'node:crypto';
import type { Caller } from '../../functions/app/ports.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { localClock } from '../../local/clock.ts';
import { openLocalDesk } from '../../local/local-desk.ts';
import { otherSystems } from './other-systems.ts';
import { bytesOf, millisOfDuration, readReceived, recipientsOf, senderOf } from './written-mail.ts';
import type { World } from './world.ts';

/** A Monday morning at ten in Berlin, where the shipped desk works. */
export const storyStart = '2026-11-23T09:00:00.000Z';

/**
 * The whole desk in this process, in memory, with a clock that only the story moves.
 * @param options.change what the desk has beside what is shipped.
 */
export async function openLocalWorld(options: { change?: (shipped: Desk) => Desk } = {}): Promise<World> {
  const loaded = loadDesk('desk');
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.faults));
  const desk = options.change?.(loaded.desk) ?? loaded.desk;
  const clock = localClock({ mode: { kind: 'manual' }, startAt: storyStart });
  const systems = otherSystems();
  const caller: Caller = {
    post: async ({ url, headers, body }) => {
      const id = desk.hooks.find((hook) => hook.url === url)?.id ?? url;
      const answer = systems.take(id, { headers, body: new TextDecoder().decode(body) });
      return { status: answer.status, body: new TextEncoder().encode(answer.body) };
    },
  };
  const local = await openLocalDesk({
    folder: null,
    desk,
    clock,
    log: () => undefined,
    pagesUrl: 'http://desk.example',
    caller,
  });
  const ticket: World['ticket'] = async (ref) => {
    const details = await local.ticketDetails(ref);
    if (!details) throw new Error(`no ticket ${ref}`);
    return details;
  };
  return {
    ticket,
    sendMail: async (mail) => {
      await local.receiveMail(await bytesOf(mail), {
        mailFrom: senderOf(mail),
        recipients: recipientsOf(mail),
      });
      await local.settle();
    },
    http: async (path, init) => {
      const response = await local.doors.request(path, init);
      await local.settle();
      return response;
    },
    signWebhook: async ({ source, id, body, at = clock.now() }) =>
      webhookHeaders({ id, body, at, secret: local.secrets.webhookSecrets(source)[0] ?? '' }),
    hooks: systems.hooks,
    advance: (duration) => local.advanceTo(instantOf(millisOf(clock.now()) + millisOfDuration(duration))),
    now: () => clock.now(),
    mailbox: async (address) => {
      const mails = await local.mailbox(address);
      return Promise.all(
        mails.map(async ({ id }) => readReceived((await local.mailFiles.raw(id)) ?? new Uint8Array())),
      );
    },
    tickets: async () => local.tickets().map(({ ref }) => ref),
    held: () => local.held(),
    close: () => local.close(),
  };
}

/** Headers of a delivery as https://www.standardwebhooks.com describes them. */
export function webhookHeaders(delivery: {
  id: string;
  body: string;
  at: string;
  secret: string;
}): Record<string, string> {
  const timestamp = String(Math.floor(millisOf(delivery.at) / 1000));
  const key = Buffer.from(delivery.secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key)
    .update(`${delivery.id}.${timestamp}.${delivery.body}`)
    .digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': delivery.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac}`,
  };
}
