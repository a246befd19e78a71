import type { EffectName, OutgoingMail, QueuedDigest } from '../../functions/app/ports.ts';
import { relayOutbox } from '../../functions/app/relay.ts';
import { sendQueued } from '../../functions/app/send-queued.ts';
import { sweep } from '../../functions/app/sweep.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { Ulid } from '../../functions/core/ids.ts';
import type { HeldState } from '../../functions/core/suspended-item.ts';
import { smallDesk } from '../core/small-desk.ts';
import { desk as shipped } from './mail-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { recordingEngine, ticketWorld, TWO } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

export const STRANGER = 'friend@other.example';
export const SUPPORT = 'support@help.example.com';
/** Strangers’ answers to tickets are held here. */
export const desk: Desk = {
  ...smallDesk,
  replies: shipped.replies,
  inboxes: smallDesk.inboxes.map((inbox) => ({ ...inbox, strangers: 'hold' as const })),
};

const [simple] = Object.values(smallDesk.processes);
if (!simple) throw new Error('the desk has no process');
/** The same, and every request is confidential. */
export const confidentialDesk: Desk = {
  ...desk,
  processes: { simple: { ...simple, confidential: true } },
};

export interface Answer {
  from: string;
  headers: string[];
  verdicts: NonNullable<Parameters<typeof receive>[1]['verdicts']>;
  id: string;
}

export interface OrderWorld extends TicketWorld {
  /** Everything that was decided upon is done; the mails that went out. */
  settle(): Promise<OutgoingMail[]>;
  digest(): Promise<OutgoingMail>;
  hold(headers?: string[]): Promise<Ulid>;
  /** What somebody answers to a mail of the desk. */
  reply(to: string, body: string, how?: Partial<Answer>): ReturnType<typeof receive>;
  stateOfHeld(id: Ulid): Promise<HeldState | undefined>;
}

/** The use cases on a real store, with a relay and a mailer that remember what they sent. */
export function orderWorld(options: Parameters<typeof ticketWorld>[0] = {}): OrderWorld {
  const world = ticketWorld({ desk, ...options });
  const queued: (EffectName | QueuedDigest)[] = [];
  const sent: OutgoingMail[] = [];
  const effects = {
    ...world.deps,
    engine: recordingEngine(),
    mailQueue: { enqueue: async (mail: EffectName | QueuedDigest) => void queued.push(mail) },
    callQueue: { enqueue: async () => undefined },
  };
  const mailer = {
    send: async (mail: OutgoingMail) => {
      sent.push(mail);
      return { kind: 'sent' as const, messageIds: [`${sent.length}@mail.example`] };
    },
  };
  const sending = { ...world.deps, mailer, pagesUrl: 'https://desk.example.com' };
  let delivered = 0;

  async function settle(): Promise<OutgoingMail[]> {
    const before = sent.length;
    const later = new Date(Date.parse(world.now()) + 1).toISOString();
    for (const item of await world.store.pendingOutbox(later, 100)) await relayOutbox(effects, item);
    for (const mail of queued.splice(0)) await sendQueued(sending, mail);
    return sent.slice(before);
  }

  return {
    ...world,
    settle,
    async digest() {
      await sweep(effects);
      const digest = (await settle()).find(({ subject }) => subject.includes('held back'));
      if (!digest) throw new Error('no digest was sent');
      return digest;
    },
    async hold(headers = []) {
      delivered += 1;
      world.wait(1);
      const raw = rawMail({ headers: [`Message-ID: <${delivered}@shop.example>`, ...headers] });
      const held = { id: `held-${delivered}`, raw, verdicts: { spam: 'FAIL' as const } };
      await receive(world, { ...held, receivedAt: world.now() });
      return (await world.held())[0]?.id ?? '';
    },
    async reply(to, body, how = {}) {
      delivered += 1;
      world.wait(1);
      const { from = TWO, headers = [], verdicts = {}, id = `answer-${delivered}` } = how;
      const raw = rawMail({
        from,
        to,
        body,
        subject: 'Re: held',
        headers: [`Message-ID: <${id}>`, ...headers],
      });
      return receive(world, { id, raw, recipients: [to], mailFrom: from, verdicts, receivedAt: world.now() });
    },
    stateOfHeld: async (id) => (await world.store.heldItem(id))?.state,
  };
}

/** A held mail, and the digest of it. */
export async function heldAndTold(world: OrderWorld): Promise<{ id: Ulid; replyTo: string; text: string }> {
  const id = await world.hold();
  const { replyTo, text } = await world.digest();
  return { id, replyTo, text };
}
