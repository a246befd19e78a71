import type { Agent, Desk } from './desk.ts';
import type { HeldDigest } from './held-review.ts';
import { namedFacts, noMessage, noStep } from './mail-facts.ts';
import type { MailFacts } from './mail-facts.ts';
import { momentText } from './moment-text.ts';
import { displayName, firstNameOf } from './outgoing-mail.ts';

/** The facts of the digest of held mail, which is about no ticket. */
export function digestFacts(digest: HeldDigest, reader: Agent, desk: Desk): MailFacts {
  const timeZone = Object.values(desk.calendars)[0]?.timeZone ?? 'UTC';
  const { count, causes, oldest, expiring, expiresFirst } = digest;
  return {
    desk: { name: desk.name },
    inbox: { name: desk.name, address: '' },
    ticket: { ref: '', subject: '', priority: '', channel: '' },
    answerSubject: '',
    requester: { name: '', address: '' },
    participant: { name: displayName(reader.name), address: reader.address },
    firstName: firstNameOf(reader.name),
    statusUrl: '',
    replyBy: '',
    message: noMessage,
    offers: [],
    step: noStep,
    articles: [],
    answerGoesToCustomer: false,
    facts: namedFacts({}),
    held: {
      count,
      causes,
      oldest: momentText(oldest, timeZone),
      expiring,
      expiresFirst: expiresFirst ? momentText(expiresFirst, timeZone) : '',
    },
  };
}
