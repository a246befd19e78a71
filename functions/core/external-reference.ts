import { domainOf, normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isPublicProvider } from './organisation.ts';
import type { ExternalReference, Ticket } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** The numbers under which other help desks know a matter, as they put them into subjects. */

/** By the kind of system that writes so; each finds the number in its first group. */
const SYSTEMS: [system: string, pattern: RegExp][] = [
  ['salesforce', /\[?\s*\bref:([\w!.]+):ref\b\s*\]?/gi],
  ['servicenow', /\b((?:INC|RITM|REQ|CHG|PRB)\d{5,})\b/gi],
  ['jira', /\[([A-Z]{2,10}-\d+)\]/g],
  ['hash', /\[[^\][]{0,40}#\s?(\d+)\]/g],
  ['hash', /\b(?:ticket|case)[\s:]?#\s?(\d+)/gi],
];
const MOST_OF_A_SUBJECT = 5;
const MOST_OF_A_TICKET = 5;
const LONGEST = 60;

/** What a subject names in other systems, each once, in the order in which the systems stand above. */
export function externalTags(subject: string): { system: string; number: string; tag: string }[] {
  const found = SYSTEMS.flatMap(([system, pattern]) =>
    [...subject.slice(0, 1_000).matchAll(pattern)].map(([tag, number = '']) => ({
      system,
      number: number.toLowerCase(),
      tag: tag.trim(),
    })),
  );
  const short = found.filter(({ tag }) => tag.length <= LONGEST);
  const once = new Map(short.map((one) => [`${one.system} ${one.number}`, one]));
  return [...once.values()].slice(0, MOST_OF_A_SUBJECT);
}

/**
 * What a message names in the systems of its sender's house. A number means something only there: the house is the
 * sender's domain, or his address alone at a provider where everybody has one.
 */
export function externalReferences({
  channel,
  from,
  subject,
}: Pick<InboundMessage, 'channel' | 'from' | 'subject'>): ExternalReference[] {
  const house = houseOf(from.address);
  if (channel !== 'mail' || house === '') return [];
  return externalTags(subject).map((tag) => ({ ...tag, house }));
}

/** By what a ticket with this reference is looked up. */
export function externalKey({ system, number, house }: ExternalReference): string {
  return `external|${system}|${number}|${house}`;
}

/** @returns those that the ticket did not know yet. */
export function noteExternalReferences(
  draft: TicketDraft,
  message: Pick<InboundMessage, 'channel' | 'from' | 'subject'>,
): ExternalReference[] {
  const { externalRefs = [] } = draft.ticket;
  const known = new Set(externalRefs.map(externalKey));
  const fresh = externalReferences(message)
    .filter((reference) => !known.has(externalKey(reference)))
    .slice(0, Math.max(0, MOST_OF_A_TICKET - externalRefs.length));
  if (fresh.length > 0) draft.ticket = { ...draft.ticket, externalRefs: [...externalRefs, ...fresh] };
  return fresh;
}

/** The tags under which somebody's own system knows a ticket: they stay in the subject of what he is sent. */
export function tagsFor(address: string, { externalRefs = [] }: Pick<Ticket, 'externalRefs'>): string[] {
  const house = houseOf(address);
  return externalRefs.filter((reference) => reference.house === house).map(({ tag }) => tag);
}

/** Whether two addresses belong to the same house. */
export function isSameHouse(first: string, second: string): boolean {
  const house = houseOf(first);
  return house !== '' && house === houseOf(second);
}

export function houseOf(address: string): string {
  const normal = normalAddress(address);
  return normal.includes('@') && isPublicProvider(normal) ? normal : domainOf(normal);
}
