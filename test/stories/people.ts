import { isAsked } from '../../functions/core/process-template.ts';
import { titleOf } from '../../functions/core/mail-facts.ts';
import type { Step } from '../../functions/core/ticket.ts';
import { answerTo, lastOf } from './world.ts';
import type { ReceivedMail, World } from './world.ts';

/** What the people of a story do: each reads his own mailbox and answers what is there. */

export const CUSTOMER = 'customer@shop.example';

type OpenStep = Omit<Step, 'token'>;

export async function openSteps(world: World, ref: string): Promise<OpenStep[]> {
  const { steps } = await world.ticket(ref);
  return steps.filter((step) => step.state.kind === 'open');
}

export async function openStepIds(world: World, ref: string): Promise<string[]> {
  return (await openSteps(world, ref)).map(({ id }) => id).toSorted();
}

/** Writes a first mail; the reference of what it became. */
export async function writeTo(
  world: World,
  mail: { to: string; subject: string; text: string; from?: string },
): Promise<string> {
  const before = new Set(await world.tickets());
  await world.sendMail({ from: `A Customer <${CUSTOMER}>`, ...mail });
  const fresh = (await world.tickets()).filter((ref) => !before.has(ref));
  return lastOf(fresh);
}

export async function addressOf(world: World, ref: string, participant: number): Promise<string> {
  const { participants } = await world.ticket(ref);
  return participants.find(({ id }) => id === participant)?.address ?? '';
}

/** The mail that brought a step which is open to whoever has it, or the last one about it. */
export async function stepMail(
  world: World,
  ref: string,
  id: string,
): Promise<{ owner: string; mail: ReceivedMail }> {
  const step = (await openSteps(world, ref)).find((one) => one.id === id);
  if (!step) throw new Error(`${id} is not open; open are ${(await openStepIds(world, ref)).join(', ')}`);
  const owner = await addressOf(world, ref, step.external ?? step.owner);
  const ofTicket = (await world.mailbox(owner)).filter(
    ({ subject, text }) => subject.includes(ref) || text.includes(ref),
  );
  const title = titleOf(id, step.definition);
  const about = ofTicket.filter(({ subject, text }) => `${subject} ${text}`.includes(title));
  return { owner, mail: lastOf(about.length > 0 && !isAsked(step.definition) ? about : ofTicket) };
}

/** Whoever has the step answers the mail that brought it. */
export async function answerStep(world: World, ref: string, id: string, text: string): Promise<void> {
  const { owner, mail } = await stepMail(world, ref, id);
  await world.sendMail(answerTo(mail, { from: owner, text }));
}

/** Fills in every form that is open, each by its owner: the first option of a choice, a few words else. */
export async function fillOpenForms(world: World, ref: string): Promise<void> {
  for (const { id, definition } of await openSteps(world, ref)) {
    const fields = Object.entries('form' in definition ? definition.form : {});
    const lines = fields.map(([name, field]) => `${name}: ${field.options?.[0] ?? 'a worn cable'}`);
    await answerStep(world, ref, id, lines.join('\n'));
  }
}

/** The customer answers the last mail that he got. */
export async function customerAnswers(world: World, text: string): Promise<void> {
  await world.sendMail(answerTo(lastOf(await world.mailbox(CUSTOMER)), { from: CUSTOMER, text }));
}

export async function eventTypes(world: World, ref: string): Promise<string[]> {
  return (await world.ticket(ref)).events.map(({ type }) => type);
}

/** Where the status page is to which a mail leads. */
export function pageIn({ text }: Pick<ReceivedMail, 'text'>): string {
  return /https?:\/\/[^/\s]+(\/t\/[0-9a-z]+)/.exec(text)?.[1] ?? '';
}
