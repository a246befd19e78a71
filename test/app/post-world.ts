import type { EffectName, OutgoingMail } from '../../functions/app/ports.ts';
import { sendMail } from '../../functions/app/send-mail.ts';
import type { SendOutcome } from '../../functions/app/send-mail.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { smallDesk } from '../core/small-desk.ts';
import { desk as shipped } from './mail-world.ts';
import { ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

/** A mail of the desk as its reader has it: the mail service has renamed it. */
export interface Posted extends OutgoingMail {
  messageId: string;
}

export interface PostWorld extends TicketWorld {
  /** Of every ticket there is, oldest first. */
  refs(): string[];
  posted: Posted[];
  /** Writes and sends whatever lies in the outboxes; what was sent now. */
  post(): Promise<Posted[]>;
  outcomes: SendOutcome[];
}

/** The use cases with mail that really goes out, to a mail service that gives every mail an id of its own. */
export function postWorld(different: Partial<Desk> = {}): PostWorld {
  const desk: Desk = { ...smallDesk, replies: shipped.replies, ...different };
  const refs = new Set<string>();
  const world = ticketWorld({
    desk,
    around: (store) => ({
      ...store,
      commit: async (changes) => {
        for (const change of changes) if (change.kind === 'create_ticket') refs.add(change.ticket.ref);
        return store.commit(changes);
      },
    }),
  });
  const posted: Posted[] = [];
  const outcomes: SendOutcome[] = [];
  const deps = {
    ...world.deps,
    pagesUrl: 'https://desk.example.com',
    mailer: {
      send: async (mail: OutgoingMail) => {
        const messageId = `0100${posted.length}@eu-west-1.amazonses.com`;
        posted.push({ ...mail, messageId });
        return { kind: 'sent' as const, messageIds: [messageId] };
      },
    },
  };
  const done = new Set<string>();
  const post = async () => {
    const before = posted.length;
    for (const name of await mailsOf(world, refs)) {
      const key = `${name.ref} ${name.seq}.${name.index}`;
      if (done.has(key)) continue;
      done.add(key);
      outcomes.push(await sendMail(deps, name));
    }
    return posted.slice(before);
  };
  return { ...world, refs: () => [...refs], posted, outcomes, post };
}

/** Every mail that stands in the outbox of one of these tickets. */
async function mailsOf({ store }: TicketWorld, refs: ReadonlySet<string>): Promise<EffectName[]> {
  const outboxes = await Promise.all(
    [...refs].map(async (ref) => ({ ref, items: (await store.outbox(ref, { limit: 500 })).items })),
  );
  return outboxes.flatMap(({ ref, items }) =>
    items.flatMap(({ seq, effects }) =>
      effects.flatMap(({ kind }, index) => (kind === 'send_mail' ? [{ ref, seq, index }] : [])),
    ),
  );
}

/** What a mail program makes of "reply": to where it asks, with its ids and its subject, and its text in quotes. */
export function replyTo(mail: Posted, text: string): Partial<InboundMessage> {
  const quoted = mail.text.replaceAll(/^/gm, '> ');
  const before = mail.headers['References']?.match(/[^<>\s]+/g) ?? [];
  return {
    from: mail.to,
    to: [{ address: mail.replyTo, name: '' }],
    subject: mail.subject.startsWith('Re: ') ? mail.subject : `Re: ${mail.subject}`,
    text: `${text}\n\n${quoted}`,
    reply: text,
    evidence: {
      recipients: [mail.replyTo],
      inReplyTo: mail.messageId,
      references: [...before, mail.messageId],
    },
  };
}

/** Nothing of the mail's header has survived: it went to the inbox, with what stands in subject and text. */
export function withoutHeaders(reply: Partial<InboundMessage>): Partial<InboundMessage> {
  const inbox = 'support@help.example.com';
  return {
    ...reply,
    to: [{ address: inbox, name: '' }],
    evidence: { recipients: [inbox], inReplyTo: null, references: [] },
  };
}
