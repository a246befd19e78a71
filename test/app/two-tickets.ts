import type { InboundMessage, Mailbox } from '../../functions/core/inbound-message.ts';
import type { Participant, Ticket } from '../../functions/core/ticket.ts';
import { postWorld } from './post-world.ts';
import type { PostWorld } from './post-world.ts';
import { HOUR, ONE, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

export const SUPPORT = 'support@help.example.com';
export const COLLEAGUE = { address: 'colleague@shop.example', name: 'A Colleague' };
export const SOMEBODY = { address: 'somebody@elsewhere.example', name: 'Somebody Else' };
export const box = (address: string): Mailbox => ({ address, name: '' });

export interface TwoTickets {
  world: PostWorld;
  /** Their references. */
  older: string;
  younger: string;
  says(ref: string, text: string, sender?: string): ReturnType<TicketWorld['answer']>;
  /** Whoever works on a ticket writes an order. */
  order(ref: string, text: string): ReturnType<TicketWorld['answer']>;
  ticket(ref: string): Promise<Ticket>;
  /** Why the last order on a ticket was refused. */
  refusal(ref: string): Promise<string>;
}

/** Two tickets that are worked on; the second is the one that will be merged. */
export async function twoTickets(
  different: Partial<InboundMessage> = {},
  world = postWorld(),
): Promise<TwoTickets> {
  const older = await world.ask({ subject: 'Printer' });
  await world.enter(older, 'work', { definition: work });
  world.wait(HOUR);
  const younger = await world.ask({ subject: 'Printer again', ...different });
  await world.enter(younger, 'work', { definition: work });
  await world.post();
  const says = async (ref: string, text: string, sender = ONE) => {
    const { id } = await world.agent(ref, sender === ONE ? 'one' : 'two');
    return world.answer(ref, { issuedTo: id, sender, text });
  };
  return {
    world,
    older,
    younger,
    says,
    order: async (ref: string, text: string) => says(ref, text, (await workerOf(world, ref)).address),
    ticket: async (ref: string) => (await world.stateOf(ref)).ticket,
    refusal: async (ref: string) => (await world.mails(ref)).at(-1)?.facts?.['reason'] ?? '',
  };
}

/** Whoever of the desk is on a ticket. */
export async function workerOf(world: PostWorld, ref: string): Promise<Participant> {
  const worker = (await world.stateOf(ref)).participants.find(({ agentId }) => agentId);
  if (!worker) throw new Error(`nobody of the desk is on ${ref}`);
  return worker;
}

/** The younger has been merged into the older. */
export async function merged(different: Partial<InboundMessage> = {}): Promise<TwoTickets> {
  const tickets = await twoTickets(different);
  await tickets.order(tickets.younger, `#merge ${tickets.older}`);
  return tickets;
}
