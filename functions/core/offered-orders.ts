import { agentByAddress, isOwnAddress } from './desk.ts';
import type { Desk } from './desk.ts';
import { normalAddress } from './inbound-message.ts';
import { isAddress } from './inbound-routing.ts';
import { isSplitOff } from './split.ts';
import type { Message, Participant, Ticket } from './ticket.ts';

/** Orders that suggest themselves: an agent need only copy the line. What they are about stands in a message's flags. */

export const PERHAPS_ABOUT = 'perhaps_about: ';
export const LOOKS_LIKE = 'looks_like: ';
export const ALSO_TO = 'also_to: ';

/** Whoever wrote it is perhaps the customer at his other address, or somebody whom he asked. */
const NOT_ON_TICKET: ReadonlySet<string> = new Set(['stranger', 'not_on_ticket']);

interface Offering {
  desk: Desk;
  ticket: Pick<Ticket, 'confidential' | 'merged' | 'links'>;
  participants: Participant[];
  message: { content: Message } | null;
}

/** Flags that are nothing to be careful about: they come back as an offer. */
export function isOffer(flag: string): boolean {
  return flag.startsWith(ALSO_TO) || flag.startsWith(LOOKS_LIKE);
}

export function offeredOrders(offering: Offering): { line: string; why: string }[] {
  const { ticket, participants, message } = offering;
  if (!message || ticket.merged) return [];
  const { content } = message;
  const outsider = ticket.confidential ? null : outsiderOf(content, offering);
  const said = (what: string) =>
    content.flags.flatMap((flag) => (flag.startsWith(what) ? [flag.slice(what.length)] : []));
  /** Not any more where somebody has parted the two. */
  const isRelated = (ref: string) =>
    ticket.links?.some((link) => link.kind === 'related' && link.ref === ref);
  const others = said(ALSO_TO)
    .flatMap((addresses) => addresses.split(' '))
    .filter((address) => !participants.some((one) => one.address === address));
  return [
    ...said(LOOKS_LIKE)
      .filter(isRelated)
      .map((ref) => ({
        line: `#merge ${ref}`,
        why: `looks like ${ref}, which the same customer opened within a day`,
      })),
    ...said(PERHAPS_ABOUT)
      .filter(isRelated)
      .map((ref) => ({
        line: `#merge ${ref}`,
        why: `if it is about ${ref}, which it names`,
      })),
    ...(outsider === null
      ? []
      : [
          {
            line: `#cc +${outsider}`,
            why: 'whoever wrote this is not on the ticket, and hears nothing without this line: your answer goes to the customer alone',
          },
        ]),
    ...(others.length > 0 && !ticket.confidential
      ? [
          {
            line: `#cc ${others.map((address) => `+${address}`).join(' ')}`,
            why: 'the customer had written to them as well',
          },
        ]
      : []),
    ...(content.flags.includes('topic_changed') && !isSplitOff(content)
      ? [{ line: '#split', why: 'makes a ticket of its own of what has another subject' }]
      : []),
  ];
}

/** Nobody who is on the ticket by now, none of the desk's own, and nobody whose name was perhaps borrowed. */
function outsiderOf({ flags, from }: Message, { desk, participants }: Offering): string | null {
  const address = normalAddress(from.address);
  const isForeign = !isOwnAddress(desk, address) && !agentByAddress(desk, address) && isAddress(address);
  const isNew = !participants.some((one) => one.address === address && !one.left);
  const isDoubtful = flags.some((flag) => flag.startsWith('unverified: '));
  const isOutside = flags.some((flag) => NOT_ON_TICKET.has(flag));
  return isOutside && isForeign && isNew && !isDoubtful ? address : null;
}
