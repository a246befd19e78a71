import { createTransport } from 'nodemailer';
import type { Clock, Mailer, RandomBytes } from '../functions/app/ports.ts';
import { newUlid } from '../functions/core/ids.ts';
import { millisOf } from '../functions/core/instant.ts';
import { composeMail } from './compose-mail.ts';

export interface MailEnvelope {
  /** `''` for the null path. */
  mailFrom: string;
  recipients: string[];
}

/** Hands a mail to the world outside this computer. */
export type MailRelay = (raw: Uint8Array, envelope: MailEnvelope) => Promise<void>;

export interface LocalMailerDeps {
  deliver: (raw: Uint8Array, envelope: MailEnvelope) => Promise<void>;
  relay: MailRelay | null;
  clock: Clock;
  randomBytes: RandomBytes;
}

/** The mail service of one computer. Like SES it gives every mail a Message-ID of its own. */
export function localMailer(deps: LocalMailerDeps): Mailer {
  return {
    send: async (mail) => {
      const now = deps.clock();
      const messageId = `${newUlid(millisOf(now), deps.randomBytes).toLowerCase()}@mail-service.example`;
      const raw = await composeMail({ ...mail, to: [mail.to], messageId, date: now });
      const envelope = { mailFrom: mail.from.address, recipients: [mail.to.address] };
      await deps.deliver(raw, envelope);
      await deps.relay?.(raw, envelope);
      return { kind: 'sent', messageIds: [messageId] };
    },
  };
}

/** @param server `host:port` of a mail server that takes mail from here without a password. */
export function smtpRelay(server: { host: string; port: number }): MailRelay {
  const transport = createTransport({ ...server, pool: true });
  return async (raw, { mailFrom, recipients }) => {
    await transport.sendMail({ raw: Buffer.from(raw), envelope: { from: mailFrom, to: recipients } });
  };
}
