import { isSplitOff } from './split.ts';
import type { Message, Participant, Ticket } from './ticket.ts';

/** Orders that suggest themselves: an agent need only copy the line. What they are about stands in a message's flags. */

export const PERHAPS_ABOUT = 'perhaps_about: ';
export const LOOKS_LIKE = 'looks_like: ';
export const ALSO_TO = 'also_to: ';

interface Offering {
  ticket: Pick<Ticket, 'confidential' | 'merged' | 'links'>;
  participants: Participant[];
  message: { content: Message } | null;
}

/** Flags that are nothing to be careful about: they come back as an offer. */
export function isOffer(flag: string): boolean {
  return flag.startsWith(ALSO_TO) || flag.startsWith(LOOKS_LIKE);
}

export function offeredOrders({ ticket, participants, message }: Offering): { line: string; why: string }[] {
  if (!message || ticket.merged) return [];
  const { content } = message;
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
