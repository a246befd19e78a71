import type { EffectName, QueuedDigest } from './ports.ts';
import { isHeldOrdersRef, sendHeldDigest, sendHeldOrdersAnswer } from './send-held-mail.ts';
import { sendMail } from './send-mail.ts';
import type { SendDeps, SendOutcome } from './send-mail.ts';

/** Sends whatever lies in the queue of mails; see `sendMail`. */
export function sendQueued(deps: SendDeps, mail: EffectName | QueuedDigest): Promise<SendOutcome> {
  if ('digest' in mail) return sendHeldDigest(deps, mail);
  return isHeldOrdersRef(mail.ref) ? sendHeldOrdersAnswer(deps, mail) : sendMail(deps, mail);
}
