import { causeWords } from './cause-words.ts';
import type { Agent, Desk } from './desk.ts';
import type { HeldDigest } from './held-review.ts';
import { namedFacts, noFollows, noHeld, noMessage, noStep } from './mail-facts.ts';
import type { MailFacts } from './mail-facts.ts';
import { momentText } from './moment-text.ts';
import { displayName, firstNameOf, headerText } from './outgoing-mail.ts';
import type { SuspendedItem } from './suspended-item.ts';
import { calendarOfDesk } from './working-hour.ts';

/** The facts of a mail about held mail, which is about no ticket. */
export function factsAboutHeld(
  reader: Agent,
  desk: Desk,
  given: { held?: MailFacts['held']; facts?: Partial<Record<'reason' | 'code', string>> },
): MailFacts {
  const { held = noHeld, facts = {} } = given;
  return {
    desk: { name: desk.name },
    inbox: { name: desk.name, address: '' },
    ticket: { ref: '', subject: '', about: '', priority: '', channel: '', alsoTo: [] },
    follows: noFollows,
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
    facts: namedFacts(facts),
    held,
  };
}

/** A held item as a digest lists it; `isSecret`: whom and what it is about is not for the reader. */
export interface ListedItem {
  item: SuspendedItem;
  isSecret: boolean;
}

export function digestFacts(digest: HeldDigest, listed: ListedItem[], desk: Desk): MailFacts['held'] {
  const { timeZone } = calendarOfDesk(desk);
  const { count, causes, oldest, expiring, expiresFirst } = digest;
  return {
    count,
    causes: causes.map((group) => ({ ...group, words: causeWords[group.cause] })),
    oldest: momentText(oldest, timeZone),
    expiring,
    expiresFirst: expiresFirst ? momentText(expiresFirst, timeZone) : '',
    items: listed.map((one) => itemFacts(one, timeZone)),
    more: count - digest.items.length,
  };
}

function itemFacts({ item, isSecret }: ListedItem, timeZone: string): MailFacts['held']['items'][number] {
  const { id, cause, explanation } = item;
  const from = headerText(item.from, 100) || 'nobody that can be read';
  return {
    id,
    from: isSecret ? 'somebody, in confidence' : from,
    subject: isSecret ? '' : headerText(item.subject, 100) || '(no subject)',
    cause,
    why: headerText(isSecret ? causeWords[cause] : explanation, 300),
    received: momentText(item.receivedAt, timeZone),
    goes: intendedWords(item),
  };
}

/** What becomes of it when it is let in: `it ${…}`. */
export function intendedWords({ ref, inbox }: Pick<SuspendedItem, 'ref' | 'inbox'>): string {
  if (ref) return `goes onto ${ref}`;
  return `opens a ticket of ${inbox ?? 'the first inbox, for it is to none of them'}`;
}
