import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { openDynamoTable } from '../../functions/aws/dynamo-table.ts';
import { webhookSecrets } from '../../functions/aws/secrets-signer.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import { instantOf } from '../../functions/core/instant.ts';
import type { Store } from '../../functions/app/ports.ts';
import { webhookHeaders } from '../stories/local-world.ts';
import { bytesOf, millisOfDuration, recipientsOf } from '../stories/written-mail.ts';
import type { World } from '../stories/world.ts';
import { readDeployedStack } from './deployed-stack.ts';
import { openPeopleMail } from './people-mail.ts';
import { realAddresses } from './real-addresses.ts';

const LOOK_EVERY = 2_000;
/** A function that starts cold between two steps takes a few seconds; longer than that, and nothing follows any more. */
const LOOKS_WITHOUT_CHANGE = 6;
const PATIENCE = 180_000;

/**
 * A stack on AWS, with real mail and in real time. It is not empty: a story sees only what came after it began, and its
 * customers have addresses of their own.
 */
export async function openDeployedWorld(): Promise<World> {
  const stack = await readDeployedStack(process.env['STACK'] ?? '');
  const { region } = stack;
  const began = new Date();
  const now = () => instantOf(Date.now());
  const dynamo = new DynamoDBClient({ region });
  const store = tableStore(
    openDynamoTable({ client: dynamo, tableName: stack.ticketTable, clock: now }),
    now,
  );
  const ses = new SESv2Client({ region });
  const people = openPeopleMail({ region, bucket: stack.mailboxes, since: began });
  const addresses = realAddresses({ ...stack, story: randomBytes(4).toString('hex') });
  const before = new Set(await allTickets(dynamo, stack.ticketTable));

  async function tickets(): Promise<string[]> {
    const refs = await allTickets(dynamo, stack.ticketTable);
    return refs.filter((ref) => !before.has(ref));
  }

  async function held() {
    const { items } = await store.held({ limit: 100 });
    return items.filter(({ at }) => at >= began.toISOString());
  }

  /** Until the desk has done all that follows, and all that it sent has arrived. */
  async function settle(isTakenIn: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE;
    let last = '';
    for (let still = 0; still < LOOKS_WITHOUT_CHANGE;) {
      await setTimeout(LOOK_EVERY);
      if (Date.now() > end) throw new Error('the stack did not come to rest within three minutes');
      const arrived = new Set((await people.arrived()).map(({ messageId }) => idOf(messageId)));
      const work = await workOf(store, await tickets());
      const seen = JSON.stringify([work, arrived.size, (await held()).length]);
      const isDone = work.pending === 0 && work.sent.every((id) => arrived.has(id)) && (await isTakenIn());
      still = isDone && seen === last ? still + 1 : 0;
      last = seen;
    }
  }

  return {
    tickets,
    held,
    now,
    async sendMail(mail) {
      const { text, subject, headers, inReplyTo, references, attachments } = mail;
      const written = {
        ...{ text, subject, headers, inReplyTo, references, attachments },
        from: addresses.real(mail.from),
        to: [mail.to].flat().map(addresses.real),
        cc: (mail.cc ?? []).map(addresses.real),
      };
      const heldBefore = (await held()).length;
      const { MessageId = '' } = await ses.send(
        new SendEmailCommand({
          FromEmailAddress: written.from,
          Destination: { ToAddresses: recipientsOf(written) },
          Content: { Raw: { Data: await bytesOf(written) } },
        }),
      );
      const ids = [`${MessageId}@${region}.amazonses.com`, `${MessageId}@email.amazonses.com`];
      await settle(
        async () => (await store.ticketOfMessageIds(ids)) !== null || (await held()).length > heldBefore,
      );
    },
    async http(path, init) {
      const response = await fetch(`${stack.pagesUrl}${path}`, { redirect: 'manual', ...init });
      await settle(async () => true);
      return response;
    },
    async signWebhook({ source, id, body, at = now() }) {
      const secretsOf = await webhookSecrets({
        client: new SecretsManagerClient({ region }),
        secretArn: stack.webhookSecret,
        clock: now,
      });
      const [secret = ''] = await secretsOf(source);
      return webhookHeaders({ id, body, at, secret });
    },
    hooks: { received: outOfReach, answerWith: outOfReach },
    async advance(duration) {
      await setTimeout(millisOfDuration(duration));
      await settle(async () => true);
    },
    async mailbox(address) {
      const mails = (await people.arrived()).filter(({ to }) => to.includes(addresses.real(address)));
      return mails.map(addresses.told);
    },
    async ticket(ref) {
      const state = await store.ticket(ref);
      if (!state) throw new Error(`no ticket ${ref}`);
      const messages = await store.messages(ref, { limit: 500 });
      const events = await store.events(ref, { limit: 500 });
      return { ...state, messages: messages.items, events: events.items };
    },
    close: () => settle(async () => true),
  };
}

/** All that is still to be done for these tickets, and the mails that were handed to SES. */
async function workOf(store: Store, refs: string[]) {
  const states = await Promise.all(refs.map((ref) => store.ticket(ref)));
  const deliveries = (await Promise.all(refs.map((ref) => store.deliveries(ref)))).flat();
  const outbox = await store.pendingOutbox('9999-01-01T00:00:00.000Z', 100);
  const unfinished = deliveries.filter(({ state }) => state.kind === 'claimed');
  return {
    versions: states.map((state) => state?.ticket.version),
    pending: outbox.filter(({ ref }) => refs.includes(ref)).length + unfinished.length,
    sent: deliveries.flatMap(({ state }) => (state.kind === 'sent' ? [idOf(state.messageId)] : [])),
  };
}

async function allTickets(client: DynamoDBClient, TableName: string): Promise<string[]> {
  const refs: string[] = [];
  const pages = paginateScan({ client }, { TableName, ProjectionExpression: 'pk, sk', ConsistentRead: true });
  for await (const { Items = [] } of pages)
    for (const { pk, sk } of Items) if (sk?.S === 'META' && pk?.S?.startsWith('T#')) refs.push(pk.S.slice(2));
  return refs;
}

function outOfReach(): never {
  throw new Error('the systems that a deployed desk calls are not the story’s');
}

/** SES's own id, without the host that differs from region to region. */
function idOf(messageId: string): string {
  return messageId.split('@')[0] ?? '';
}
