import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ladderOf } from '../../functions/core/process-template.ts';
import { customerAnswers, CUSTOMER, fillOpenForms, openStepIds, stepMail, writeTo } from './people.ts';
import { answerTo, lastOf, openWorld, worldCan } from './world.ts';
import type { ReceivedMail, World } from './world.ts';

const SUPPORT = 'support@help.example.com';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

/** The customer's first mail, up to where an agent has it in his mailbox. */
async function askForHelp(): Promise<{ ref: string; agent: string; assignment: ReceivedMail }> {
  const ref = await writeTo(world, {
    to: SUPPORT,
    subject: 'The printer does not print',
    text: 'Hello,\n\nsince this morning our printer prints nothing.\n\nRegards',
  });
  const { owner: agent, mail: assignment } = await stepMail(world, ref, 'investigate');
  return { ref, agent, assignment };
}

describe('the path of one mail', () => {
  test('from the first mail over answer, confirmation and closing work to closed', async () => {
    const { ref, agent, assignment } = await askForHelp();

    const [acknowledgement] = await world.mailbox(CUSTOMER);
    expect(acknowledgement?.text).toContain(ref);
    expect(acknowledgement?.from).toBe(SUPPORT);
    expect(acknowledgement?.headers['auto-submitted']).toBe('auto-replied');
    expect(assignment.text).toContain('our printer prints nothing');
    expect(await openStepIds(world, ref)).toEqual(['investigate']);

    await world.sendMail(
      answerTo(assignment, { from: agent, text: 'Please try another cable.\n\nYour support' }),
    );
    const reply = lastOf(await world.mailbox(CUSTOMER));
    expect(reply.from).toBe(SUPPORT);
    expect(reply.text).toContain('Please try another cable.');
    expect(reply.text).not.toContain('our printer prints nothing');
    expect(JSON.stringify(reply)).not.toContain(agent);
    expect(reply.references[0]).toBe(acknowledgement?.references[0]);
    expect(reply.replyTo).toMatch(/^reply\+[0-9a-z]{28}@help\.example\.com$/);
    expect(
      (await world.ticket(ref)).ticket.clocks.find((clock) => clock.metric === 'first_reply')?.state.kind,
    ).toBe('stopped');

    await world.sendMail(answerTo(reply, { from: CUSTOMER, text: 'That helped a little.' }));
    expect(await world.tickets()).toEqual([ref]);
    expect((await world.ticket(ref)).messages.map((message) => message.text)).toContain(
      'That helped a little.',
    );

    const notice = lastOf(await world.mailbox(agent));
    expect(notice.text).toContain('That helped a little.');
    await world.sendMail(answerTo(notice, { from: agent, text: '#done\nA new cable is on its way.' }));
    expect(lastOf(await world.mailbox(CUSTOMER)).text).not.toContain('#done');
    expect(await openStepIds(world, ref)).toEqual(['verify']);
    expect((await world.ticket(ref)).ticket.status).toBe('waiting_customer');

    await customerAnswers(world, 'Yes, it works. Thank you!');
    expect(await openStepIds(world, ref)).toEqual(['help_article', 'product_feedback', 'root_cause']);
    expect((await world.ticket(ref)).ticket.status).toBe('resolved');

    await fillOpenForms(world, ref);
    const { ticket } = await world.ticket(ref);
    expect(ticket.status).toBe('closed');
    expect(ticket.closed?.code).toBe('confirmed');
    expect(ticket.survey).toMatchObject({ cycle: 1 });
    expect(await world.held()).toEqual([]);
  });

  test('the customer says it is not solved: back to work', async () => {
    const { ref, agent, assignment } = await askForHelp();
    await world.sendMail(answerTo(assignment, { from: agent, text: '#done\nSwitch it off and on.' }));
    await customerAnswers(world, 'No, it still prints nothing.');
    expect(await openStepIds(world, ref)).toEqual(['investigate']);
    expect(lastOf(await world.mailbox(agent)).text).toContain('it still prints nothing');
    expect((await world.ticket(ref)).steps.filter((step) => step.id === 'investigate')).toHaveLength(2);
  });

  test.runIf(worldCan.advance)('the customer is silent: two reminders, then closed as presumed', async () => {
    const { ref, agent, assignment } = await askForHelp();
    await world.sendMail(answerTo(assignment, { from: agent, text: '#done\nSwitch it off and on.' }));
    const before = (await world.mailbox(CUSTOMER)).length;
    await world.advance('P12D');
    expect((await world.mailbox(CUSTOMER)).length - before).toBe(2);
    await fillOpenForms(world, ref);
    const { ticket } = await world.ticket(ref);
    expect(ticket.closed?.code).toBe('presumed');
  });

  test.runIf(worldCan.advance)(
    'an agent who does nothing is reminded and escalated over, each rung once',
    async () => {
      const { ref } = await askForHelp();
      await world.advance('P5D');
      const { ticket, steps, events } = await world.ticket(ref);
      const rungs = events
        .filter((event) => event.type === 'step_reminded' || event.type === 'step_escalated')
        .map((event) => String(event.data['rung']));
      expect(rungs).toEqual([...new Set(rungs)]);
      const ladder = steps[0] ? ladderOf(steps[0].definition) : [];
      expect(rungs).toHaveLength(ladder.length);
      expect(new Set(ticket.fired).size).toBe(ticket.fired.length);
    },
  );

  test('a closed ticket is opened again by its customer', async () => {
    const { ref, agent, assignment } = await askForHelp();
    await world.sendMail(answerTo(assignment, { from: agent, text: '#done\nA new cable is on its way.' }));
    await customerAnswers(world, 'Yes, it works.');
    await fillOpenForms(world, ref);
    await customerAnswers(world, 'It is broken again, the same as before.');
    const { ticket } = await world.ticket(ref);
    expect(ticket.status).toBe('open');
    expect(ticket.process.run).toBe(2);
    expect(await openStepIds(world, ref)).toEqual(['investigate']);
  });
});

describe('what a mail may not do', () => {
  test.runIf(worldCan.forge)('the same mail delivered twice is one ticket', async () => {
    const mail = {
      from: CUSTOMER,
      to: SUPPORT,
      subject: 'Twice',
      text: 'The same words.',
      headers: { 'Message-ID': '<twice@shop.example>', Date: 'Mon, 23 Nov 2026 09:00:00 +0000' },
    };
    await world.sendMail(mail);
    await world.sendMail(mail);
    expect(await world.tickets()).toHaveLength(1);
    expect(await world.mailbox(CUSTOMER)).toHaveLength(1);
  });

  test.runIf(worldCan.forge)('a mail in an agent’s name that is not authenticated is held', async () => {
    const { ref, agent, assignment } = await askForHelp();
    const before = (await world.mailbox(CUSTOMER)).length;
    await world.sendMail({
      ...answerTo(assignment, { from: agent, text: '#done\nSend us your password.' }),
      headers: { 'X-Local-Verdicts': 'dmarc=FAIL' },
    });
    expect((await world.held()).map((item) => item.cause)).toEqual(['agent_auth_failed']);
    expect(await openStepIds(world, ref)).toEqual(['investigate']);
    expect(await world.mailbox(CUSTOMER)).toHaveLength(before);
  });

  test('an unknown command changes nothing and tells the agent', async () => {
    const { ref, agent, assignment } = await askForHelp();
    const before = (await world.mailbox(CUSTOMER)).length;
    await world.sendMail(answerTo(assignment, { from: agent, text: '#doone\nAll set.' }));
    expect(lastOf(await world.mailbox(agent)).text).toContain('#doone');
    expect(await world.mailbox(CUSTOMER)).toHaveLength(before);
    expect(await openStepIds(world, ref)).toEqual(['investigate']);
  });

  test('an out-of-office notice neither answers a question nor is answered', async () => {
    const { ref, agent, assignment } = await askForHelp();
    await world.sendMail(answerTo(assignment, { from: agent, text: '#done\nSwitch it off and on.' }));
    const question = lastOf(await world.mailbox(CUSTOMER));
    const before = (await world.mailbox(CUSTOMER)).length;
    await world.sendMail({
      ...answerTo(question, { from: CUSTOMER, text: 'I am out of the office until Monday.' }),
      subject: 'Automatic reply: The printer does not print',
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    expect(await openStepIds(world, ref)).toEqual(['verify']);
    expect(await world.mailbox(CUSTOMER)).toHaveLength(before);
  });

  test('a newsletter is held, not ticketed', async () => {
    await world.sendMail({
      from: 'news@letters.example',
      to: SUPPORT,
      subject: 'Our offers',
      text: 'Buy now.',
      headers: { 'List-Id': '<news.letters.example>', Precedence: 'bulk' },
    });
    expect(await world.tickets()).toEqual([]);
    expect((await world.held()).map((item) => item.cause)).toEqual(['bulk_mail']);
  });
});
