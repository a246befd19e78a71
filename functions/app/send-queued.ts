import type { EffectName, QueuedDigest } from './ports.ts';
import { sendHeldDigest } from './send-held-digest.ts';
import { sendMail } from './send-mail.ts';
import type { SendDeps, SendOutcome } from './send-mail.ts';

/** Sends whatever lies in the queue of mails; see `sendMail`. */
export function sendQueued(deps: SendDeps, mail: EffectName | QueuedDigest): Promise<SendOutcome> {
  return 'digest' in mail ? sendHeldDigest(deps, mail) : sendMail(deps, mail);
}
