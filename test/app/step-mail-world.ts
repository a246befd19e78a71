import { expect } from 'vitest';
import type { OutgoingMail } from '../../functions/app/ports.ts';
import type { Step } from '../../functions/core/ticket.ts';
import { postWorld } from './post-world.ts';
import type { Posted, PostWorld } from './post-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { CUSTOMER, ONE, work } from './ticket-world.ts';

/** Mails as agents' programs write them in answer to the desk's own, which say what no customer may read. */

const QUESTION = 'The app shows nothing.\nIt happens on the green page only.';
export const reproduce = {
  ...work,
  form: {
    component: { type: 'choice', options: ['app', 'api'], required: true },
    steps: { type: 'text', required: true },
    workaround: { type: 'text' },
  },
};

interface Answered {
  customer: Posted[];
  agent: Posted[];
}

export interface StepMailWorld {
  world: PostWorld;
  ref: string;
  mail: Posted;
  /** What goes out after this answer: to the customer, and to the agent. */
  answer(body: string, headers?: string[], to?: Posted): Promise<Answered>;
  state(): Promise<Step['state']>;
}

/** A step of agent one and the mail that brought it. */
export async function withStep(definition: object = work): Promise<StepMailWorld> {
  const world = postWorld();
  const ref = await world.ask({ text: QUESTION, reply: QUESTION });
  await world.enter(ref, 'reproduce', { definition });
  const mail = lastTo(await world.post(), ONE);
  let count = 0;
  const answer = async (body: string, headers: string[] = [], to: Posted = mail) => {
    count += 1;
    const raw = rawMail({
      from: ONE,
      to: to.replyTo,
      subject: `Re: ${to.subject}`,
      headers: ['MIME-Version: 1.0', `In-Reply-To: <${to.messageId}>`, ...headers],
      body,
    });
    await receive(world, { id: `answer-${count}`, raw, recipients: [to.replyTo], mailFrom: ONE });
    const posted = await world.post();
    return {
      customer: posted.filter((one) => one.to.address === CUSTOMER),
      agent: posted.filter((one) => one.to.address === ONE),
    };
  };
  const state = async () => (await world.step(ref, 'reproduce')).state;
  return { world, ref, mail, answer, state };
}

export function lastTo(posted: Posted[], address: string): Posted {
  const mail = posted.findLast(({ to }) => to.address === address);
  if (!mail) throw new Error(`nothing was sent to ${address}`);
  return mail;
}

export function quoted(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '> ').replaceAll('>  ', '> ');
}

export const WROTE = 'On 23.11.2026 10:00, Support wrote:';
export const htmlMail = ['Content-Type: text/html; charset=utf-8'];
export const escaped = (text: string): string =>
  text.trimEnd().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>\n');

/** Everything of a step mail that a customer must not read. */
export function expectNothingInternal(mails: OutgoingMail[]): void {
  for (const { text, to } of mails) {
    expect(to.address).toBe(CUSTOMER);
    expect(text).not.toMatch(/\*\*\*|#done|#snooze|priority|This is yours|line of its own|component/i);
  }
}
