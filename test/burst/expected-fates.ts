import type { MailFate } from '../../local/mail-fate.ts';
import type { AttackerName } from './attackers.ts';

/**
 * What may come of an attacker's mails: a ticket of its own (`new`), words on a ticket that only the desk sees (`kept`),
 * or held for a cause. What comes a second time in the same words within seconds is kept as a machine's.
 */
export const comesTo: Record<AttackerName, string[]> = {
  'an agent without his reply address': ['kept'],
  'an agent in name only': ['new'],
  'an agent’s reply address in the wrong hands': ['agent_auth_failed', 'kept'],
  'an agent’s reply address and his forged name': ['agent_auth_failed', 'kept'],
  'a customer’s reply address in the wrong hands': ['kept'],
  'a reply address with another ticket in it': ['new'],
  'made-up reply addresses': ['new'],
  'made-up references': ['new'],
  'another’s ticket in the subject': ['new'],
  'our own loop header': ['loop'],
  'our own Message-ID': ['loop'],
  'our own address': ['from_own_address'],
  'an absence notice': ['kept'],
  'a machine with a new address each time': ['kept'],
  'a machine that says nothing of itself': ['new'],
  'a mail that came back': ['kept'],
  'header lines of 30,000 characters': ['new'],
  'a hundred and twenty people': ['too_many_recipients'],
  'an inbox that is none': ['unroutable_recipient'],
  'an envelope that says otherwise': ['new'],
  'two inboxes': ['new'],
  'line ends of every kind': ['new'],
  'a mail in a mail': ['new'],
  'lines that begin with dots': ['new'],
  'eight bits that nobody announced': ['new'],
  'NULs everywhere': ['new'],
  nothing: ['unparseable'],
  'nothing but blank lines': ['unparseable'],
  'a header and nothing else': ['blank'],
  'no subject, no text': ['blank'],
  'no sender': ['unparseable'],
  'several senders': ['new'],
  'one Message-ID for every mail': ['new'],
  'one mail three times': ['new'],
  'a newsletter': ['bulk_mail'],
  'a virus': ['virus'],
  spam: ['spam'],
  'a domain that disowns it': ['auth_failed'],
  'answers that go to an agent': ['new'],
  'a header in a header': ['new'],
  'words that mean something to programs': ['new'],
  'one who cannot stop': ['new', 'rate_limited'],
  'a file of 5 MB': ['new'],
};

/** `heard` is what a customer or agent of the ticket says to everybody. */
export function cameTo(fate: MailFate | null): string {
  if (fate?.kind === 'held') return fate.item.cause;
  if (fate?.kind !== 'on_ticket') return fate?.kind ?? 'refused';
  const { receipt, visibility } = fate.message;
  if (receipt.by === 'new') return 'new';
  return visibility === 'internal' ? 'kept' : 'heard';
}
