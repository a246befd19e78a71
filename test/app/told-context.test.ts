import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { allPass } from '../core/inbound-builders.ts';
import { postWorld, replyTo } from './post-world.ts';
import type { Posted, PostWorld } from './post-world.ts';
import { close, CUSTOMER, DAY, ONE, work } from './ticket-world.ts';

/** What people are told beside the words themselves: what a request is about, what it goes on from, who else has it. */

const box = (address: string) => ({ address, name: '' });
const PRIVATE = 'customer.private@home.example';

async function acknowledgementOf(different: Partial<InboundMessage>): Promise<Posted | undefined> {
  const world = postWorld();
  await world.ask(different);
  const [mail] = await world.post();
  return mail;
}

async function stepMail(world: PostWorld, ref: string): Promise<string> {
  await world.post();
  await world.enter(ref, 'work', { definition: work });
  return (await world.post()).find(({ to }) => to.address === ONE)?.text ?? '';
}

describe('an acknowledgement', () => {
  test('says what it is about to whoever has proven to have written it', async () => {
    const mail = await acknowledgementOf({ subject: 'Re: Printer of the second floor' });
    expect(mail?.subject).toMatch(/^We have your request: Printer of the second floor \[T-/);
    expect(mail?.text).toContain('writing to us about “Printer of the second floor”.');
  });

  test.each<[string, Partial<InboundMessage>]>([
    ['nobody vouches for the sender', { verdicts: { ...allPass, dmarc: 'GRAY' } }],
    ['anybody may have typed the address', { channel: 'chat', verdicts: null }],
  ])('repeats nothing where %s: it would carry words to a stranger', async (_why, different) => {
    const mail = await acknowledgementOf({ subject: 'Cheap pills', ...different });
    expect(mail?.subject).toMatch(/^We have your request \[T-/);
    expect(mail?.text).not.toContain('pills');
  });

  test('repeats neither link nor address', async () => {
    const subject = 'Win at https://trap.example/x or www.trap.example, trap.example, a@trap.example now';
    const mail = await acknowledgementOf({ subject });
    expect(mail?.text).toContain('about “Win at or now”');
  });

  test('calls a mail without a subject by its first words alone', async () => {
    const mail = await acknowledgementOf({ subject: '', reply: 'My screen is black.' });
    expect(mail?.text).toContain('about “My screen is black.”');
  });
});

describe('a ticket that goes on from one that was closed too long ago', () => {
  async function goesOn(different: Partial<InboundMessage> = {}) {
    const world = postWorld();
    const earlier = await world.ask({ subject: 'Printer of the second floor' });
    const [mail] = await world.post();
    if (!mail) throw new Error('no acknowledgement');
    await world.enter(earlier, 'closed', { definition: close('confirmed') });
    world.wait(20 * DAY);
    const ref = await world.ask({ ...replyTo(mail, 'It is broken again.'), ...different });
    return { world, earlier, ref };
  }

  test('has that one’s name, and whoever works on it reads which that was and how it ended', async () => {
    const { world, earlier, ref } = await goesOn();
    expect((await world.stateOf(ref)).ticket.subject).toBe('Printer of the second floor');
    expect(await stepMail(world, ref)).toContain(
      `It goes on from ${earlier}, “Printer of the second floor”, which was closed as confirmed`,
    );
  });

  test('has its own name where the customer has given it one', async () => {
    const { world, ref } = await goesOn({ subject: 'Printer of the third floor' });
    expect((await world.stateOf(ref)).ticket.subject).toBe('Printer of the third floor');
  });

  test('says nothing of that one to somebody who was not on it', async () => {
    const { world, ref } = await goesOn({ from: box('somebody@elsewhere.example'), subject: '' });
    expect((await world.stateOf(ref)).ticket.subject).toBe('It is broken again.');
    expect((await world.post()).map(({ subject, text }) => subject + text).join()).not.toContain('second');
  });
});

test('what is split off under a subject of ours goes by the name of the ticket that it comes from', async () => {
  const world = postWorld();
  const ref = await world.ask({ subject: 'Printer of the second floor' });
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  await world.enter(ref, 'work', { definition: work });
  await world.takeIn({ ...replyTo(mail, 'The invoice is wrong as well.'), messageId: 'b@shop.example' });
  const { id } = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: id, sender: ONE, text: '#split last' });
  const own = world.refs().at(-1) ?? '';
  expect(own).not.toBe(ref);
  expect((await world.stateOf(own)).ticket.subject).toBe('Printer of the second floor');
});

test('whoever works on it reads to which other inboxes the customer wrote', async () => {
  const world = postWorld();
  const ref = await world.ask({ to: [box('support@help.example.com'), box('billing@help.example.com')] });
  expect(await stepMail(world, ref)).toContain('wrote to billing@help.example.com as well');
});

test('whoever works on it is warned that nobody reads what is sent to the address', async () => {
  const world = postWorld();
  const ref = await world.ask({ from: box('noreply@shop.example') });
  expect(await stepMail(world, ref)).toContain('careful: nobody reads what is sent to noreply@shop.example');
});

test('a customer who answers from his other address hears the agent who uses the line that is ready', async () => {
  const world = postWorld();
  const ref = await world.ask();
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  await world.enter(ref, 'work', { definition: work });
  await world.post();
  await world.takeIn({ ...replyTo(mail, 'It is still grey.'), from: box(PRIVATE) });
  const [told] = await world.post();
  expect(told?.text.split('\n')).toContain(`#cc +${PRIVATE}`);
  const { id } = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: id, sender: ONE, text: `Try another cable.\n\n#cc +${PRIVATE}` });
  expect((await world.post()).map(({ to }) => to.address).toSorted()).toEqual([PRIVATE, CUSTOMER].toSorted());
});
