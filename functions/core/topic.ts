import { hasOurTag, plainSubject } from './outgoing-mail.ts';
import { cutText } from './cut-text.ts';
import type { InboundMessage } from './inbound-message.ts';
import type { Ticket } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

const NOTHING = '(no subject)';
/** Of the words of the shorter subject, how many must be gone for it to be about something else. */
const CHANGED = 0.5;

/**
 * What a message is called that becomes a ticket of its own after another one: under a subject of ours the sender has said
 * nothing, and it goes by the matter that it comes from.
 */
export function subjectAfter(
  { subject }: Pick<InboundMessage, 'subject'>,
  earlier: Pick<Ticket, 'subject' | 'lastSubject'>,
): string {
  const own = subject.trim();
  return cutText(
    own === '' || hasOurTag(own) ? plainSubject(earlier.lastSubject ?? earlier.subject) : own,
    250,
  );
}

/** From then on our mails carry the subject under which the customer wrote last; whoever works on it is told. */
export function followTopic(
  draft: TicketDraft,
  { channel, subject }: InboundMessage,
): 'topic_changed' | null {
  if (channel !== 'mail' || !isOtherTopic(subject, draft.ticket)) return null;
  draft.ticket = { ...draft.ticket, lastSubject: cutText(plainSubject(subject), 250) };
  draft.addEvent('topic_changed', 'desk');
  return 'topic_changed';
}

/**
 * Whether an answer's subject is about another matter than the ticket's: somebody pressed "reply" on an old mail to write
 * about something new. A subject with the tag of this ticket, or of one that it has to do with, is one of ours; one that
 * only became longer is not changed.
 */
function isOtherTopic(
  subject: string,
  ticket: Pick<Ticket, 'ref' | 'links' | 'subject' | 'lastSubject'>,
): boolean {
  const tags = [ticket.ref, ...(ticket.links ?? []).map(({ ref }) => ref)];
  if (tags.some((ref) => subject.toUpperCase().includes(ref))) return false;
  const now = plainSubject(subject).toLowerCase();
  if (now === NOTHING) return false;
  return [ticket.subject, ticket.lastSubject ?? ticket.subject]
    .map((before) => plainSubject(before).toLowerCase())
    .every((before) => before !== NOTHING && isOther(now, before));
}

function isOther(now: string, before: string): boolean {
  if (now.includes(before) || before.includes(now)) return false;
  const [words, others] = [now, before].map((text) => new Set(text.match(/[\p{L}\p{N}]+/gu)));
  if (!words || !others || words.size === 0 || others.size === 0) return false;
  const shared = [...words].filter((word) => others.has(word)).length;
  return shared / Math.min(words.size, others.size) < CHANGED;
}
