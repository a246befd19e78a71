import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Clock, Mailer, OutgoingMail } from '../functions/app/ports.ts';
import { composeMail } from './compose-mail.ts';

export interface MailEnvelope {
  /** `''` for the null path. */
  mailFrom: string;
  recipients: string[];
}

/** Hands a mail to the world outside this computer. */
export type MailRelay = (raw: Uint8Array, envelope: MailEnvelope) => Promise<void>;

export interface LocalMailerDeps {
  deliver: (raw: Uint8Array, envelope: MailEnvelope & { id: string }) => Promise<unknown>;
  relay: MailRelay | null;
  clock: Clock;
}

/** The mail service of one computer. Like SES it gives every mail a Message-ID of its own. */
export function localMailer(deps: LocalMailerDeps): Mailer {
  return {
    send: async (mail) => {
      const id = idOf(mail);
      const messageId = `${id}@mail-service.example`;
      const raw = await composeMail({ ...mail, to: [mail.to], messageId, date: deps.clock() });
      const envelope = { mailFrom: mail.from.address, recipients: [mail.to.address] };
      await deps.deliver(raw, { ...envelope, id });
      await deps.relay?.(raw, envelope);
      return { kind: 'sent', messageIds: [messageId] };
    },
  };
}

/** The same each time this mail is sent, so that it is delivered once when the process dies in between. */
function idOf({ tags }: OutgoingMail): string {
  return createHash('sha256').update(`${tags.ref} ${tags.delivery}`).digest('hex').slice(0, 32);
}

/** @param server `host:port` of a mail server that takes mail from here without a password. */
export function smtpRelay(server: { host: string; port: number }): MailRelay {
  const transport = createTransport({ ...server, pool: true });
  return async (raw, { mailFrom, recipients }) => {
    await transport.sendMail({ raw: Buffer.from(raw), envelope: { from: mailFrom, to: recipients } });
  };
}
