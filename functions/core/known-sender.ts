import { agentByAddress, isOwnAddress } from './desk.ts';
import type { Desk } from './desk.ts';
import { domainOf, normalAddress } from './inbound-message.ts';
import type { InboundMessage, Mailbox } from './inbound-message.ts';
import { inboxesNamed } from './inboxes-named.ts';
import { isListed, isUnder } from './listed.ts';

/**
 * The message with whoever it is from. That is From, but for three cases that desk.yaml names: a contact form writes in
 * the name of its visitor, a mailing list puts its own address there, and a registered forwarder breaks what the
 * sender's domain vouched for and vouches itself. Nobody whose name was taken from a header is proven to be that person.
 */
export function withKnownSender(message: InboundMessage, desk: Desk): InboundMessage {
  if (message.channel !== 'mail') return message;
  return (
    writtenInAForm(message, desk) ??
    rewrittenByAList(message, desk) ??
    vouchedByForwarder(message, desk) ??
    message
  );
}

/** Who wants the answer may be somebody else than the author; that it is an agent is how somebody gets an agent's rights. */
export function repliesGoToAgent(message: InboundMessage, desk: Desk): boolean {
  const { replyTo, from } = message;
  if (!replyTo || normalAddress(replyTo.address) === normalAddress(from.address)) return false;
  return agentByAddress(desk, normalAddress(replyTo.address)) !== undefined;
}

function writtenInAForm(message: InboundMessage, desk: Desk): InboundMessage | null {
  const { replyTo, from } = message;
  const [inbox] = inboxesNamed(message, desk);
  if (!inbox?.replyToIsSender || !replyTo || !isSomebody(replyTo, desk)) return null;
  if (normalAddress(replyTo.address) === normalAddress(from.address)) return null;
  return taken(message, replyTo, 'reply_to');
}

/** Staff who truly write from the list's address have no list headers on their mail. */
function rewrittenByAList(message: InboundMessage, desk: Desk): InboundMessage | null {
  const { passage, from, replyTo } = message;
  if (!passage?.list || !isListed(desk.lists, from.address)) return null;
  const writer = [passage.originalFrom, replyTo].find(
    (mailbox) => mailbox && isSomebody(mailbox, desk) && !isListed(desk.lists, mailbox.address),
  );
  if (!writer) return null;
  const person: InboundMessage =
    message.class === 'bulk' ? { ...message, class: 'human', answerable: false } : message;
  return taken(person, writer, 'list');
}

function vouchedByForwarder(message: InboundMessage, desk: Desk): InboundMessage | null {
  const { passage } = message;
  if (!passage?.seal?.isProven || !wouldBeVouchedFor(message, desk)) return null;
  return { ...message, identity: { by: 'forwarder', says: domainOf(passage.mailFrom), dmarc: 'PASS' } };
}

/**
 * Whether a forwarder of desk.yaml vouches for the author, if its seal (RFC 8617) is its own: the receipt proves that it
 * handed the mail to us (SPF of its envelope sender, RFC 7208), and it found that the author's domain passed.
 */
export function wouldBeVouchedFor(message: InboundMessage, desk: Desk): boolean {
  const { passage, verdicts, from } = message;
  if (!passage?.seal || verdicts?.spf !== 'PASS' || verdicts.dmarc === 'PASS') return false;
  const { seal, mailFrom } = passage;
  const isKnown = desk.forwarders.some(
    ({ from: sender, sealer }) =>
      isListed([sender], mailFrom) && isUnder(seal.by, sealer ?? domainOf(sender)),
  );
  const isAbout = seal.from === '' || seal.from === domainOf(from.address);
  return isKnown && seal.dmarc === 'pass' && isAbout;
}

/** That the form or the list is what it says proves nothing of the person. */
function taken(message: InboundMessage, sender: Mailbox, by: 'reply_to' | 'list'): InboundMessage {
  const dmarc = message.verdicts?.dmarc === 'FAIL' ? 'FAIL' : 'GRAY';
  const name = sender.name || message.from.name.replace(/^["']|["']?\s+via\s.*$/g, '');
  return {
    ...message,
    from: { address: sender.address, name },
    identity: { by, says: normalAddress(message.from.address), dmarc },
  };
}

function isSomebody({ address }: Mailbox, desk: Desk): boolean {
  const normal = normalAddress(address);
  return normal.includes('@') && !isOwnAddress(desk, normal) && !agentByAddress(desk, normal);
}
