import { rawMail, receive } from '../app/raw-mail.ts';
import { ticketWorld } from '../app/ticket-world.ts';
import type { TicketWorld } from '../app/ticket-world.ts';

/** A world grows slower with its tickets, and shows a hundred held mails. */
const MAILS_OF_A_WORLD = 100;

/**
 * Takes mails in, one after the other, into a desk that knows some tickets already.
 * @returns what says where a mail was lost; null when it is where it should be.
 */
export function takingIn(): (mail: Buffer, number: number) => Promise<string | null> {
  let world = ticketWorld();
  let taken = 0;
  return async (mail, number) => {
    if (taken % MAILS_OF_A_WORLD === 0) world = await worldWithTicket();
    taken += 1;
    world.wait(1000);
    const id = `damaged-${number}`;
    // No other mail has this name, so none may be taken for it.
    const raw = Buffer.concat([Buffer.from(`Message-ID: <${id}@fuzz.example>\r\n`), mail]);
    const outcome = await receive(world, { id, raw });
    switch (outcome.kind) {
      case 'new_ticket':
      case 'appended':
        return (await world.messages(outcome.ref)).some(({ rawKey }) => rawKey === `inbound/${id}`)
          ? null
          : `it is not on ${outcome.ref}`;
      case 'suspended': {
        const item = (await world.held()).find(({ rawKey }) => rawKey === `inbound/${id}`);
        return item?.cause === outcome.cause && item.explanation !== ''
          ? null
          : `it is not held as ${outcome.cause}`;
      }
      case 'duplicate':
        return 'it was taken for another mail';
      case 'ordered':
        return 'it was taken for the orders of an agent';
    }
  };
}

async function worldWithTicket(): Promise<TicketWorld> {
  const world = ticketWorld();
  await receive(world, { id: 'first', raw: rawMail({ headers: ['Message-ID: <m1@shop.example>'] }) });
  return world;
}
