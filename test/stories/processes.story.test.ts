import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addressOf,
  answerStep,
  CUSTOMER,
  customerAnswers,
  eventTypes,
  fillOpenForms,
  openStepIds,
  openSteps,
  stepMail,
  writeTo,
} from './people.ts';
import { answerTo, lastOf, openWorld, postCallback, worldCan } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('customer support', () => {
  const printer = {
    to: 'support@help.example.com',
    subject: 'The invoice is wrong',
    text: 'Hello,\n\nthe invoice of November has the wrong address.\n',
  };

  test('a question, a specialist, and closing work that nobody can skip', async () => {
    const ref = await writeTo(world, printer);
    expect((await world.ticket(ref)).ticket.tags).toEqual(['billing']);

    await answerStep(world, ref, 'investigate', '#need_info\nWhich address is the right one?');
    expect(lastOf(await world.mailbox(CUSTOMER)).text).toContain('Which address is the right one?');
    expect((await world.ticket(ref)).ticket.status).toBe('waiting_customer');
    await customerAnswers(world, 'Main Street 1.');
    await answerStep(world, ref, 'investigate', '#escalate\n#note\nOnly a lead may change invoices.');
    await answerStep(world, ref, 'second_level', '#done\nA new invoice is on its way.');
    await customerAnswers(world, 'Yes, it works. Thank you!');

    expect(await openStepIds(world, ref)).toEqual(['help_article', 'product_feedback', 'root_cause']);
    await answerStep(world, ref, 'root_cause', '#waive We know it already.');
    expect(await openStepIds(world, ref)).toContain('root_cause');
    expect(await eventTypes(world, ref)).toContain('commands_refused');

    await fillOpenForms(world, ref);
    const { ticket, steps } = await world.ticket(ref);
    expect(ticket.closed?.code).toBe('confirmed');
    for (const id of ['root_cause', 'help_article', 'product_feedback'])
      expect(steps.filter((step) => step.id === id)).toMatchObject([{ state: { kind: 'done' } }]);
  });

  test('the acknowledgement brings the help article that fits', async () => {
    await writeTo(world, {
      to: printer.to,
      subject: 'Printing in grey',
      text: 'My printer prints in grey instead of colour. How do I get colour back?',
    });
    const [acknowledgement, ...more] = await world.mailbox(CUSTOMER);
    expect(more).toEqual([]);
    expect(acknowledgement?.text).toMatch(/grey/i);
    expect(acknowledgement?.headers['auto-submitted']).toBe('auto-replied');
  });

  test.runIf(worldCan.advance)('a day after closing the customer is asked how it went, once', async () => {
    const ref = await writeTo(world, printer);
    await answerStep(world, ref, 'investigate', '#done\nA new invoice is on its way.');
    await customerAnswers(world, 'Yes, it works. Thank you!');
    await fillOpenForms(world, ref);
    const before = (await world.mailbox(CUSTOMER)).length;
    await world.advance('P9D');
    const asked = (await world.mailbox(CUSTOMER)).slice(before);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.text).toMatch(/survey\?score=4/);
    expect((await world.ticket(ref)).ticket.nextDeadline).toBeNull();
  });

  test('opened again, the second time around asks everything again', async () => {
    const ref = await writeTo(world, printer);
    await answerStep(world, ref, 'investigate', '#done\nA new invoice is on its way.');
    await customerAnswers(world, 'Yes, it works. Thank you!');
    expect((await world.ticket(ref)).ticket.status).toBe('resolved');
    await customerAnswers(world, 'The new invoice has the old address again.');
    expect(await openStepIds(world, ref)).toEqual(['investigate']);
    await answerStep(world, ref, 'investigate', '#done\nNow it is right.');
    await customerAnswers(world, 'Yes, now it is right, thanks!');
    await fillOpenForms(world, ref);
    const { ticket, steps } = await world.ticket(ref);
    expect(ticket.closed?.code).toBe('confirmed');
    expect(ticket.process.run).toBe(2);
    expect(steps.filter(({ id, state }) => id === 'root_cause' && state.kind === 'done')).toHaveLength(1);
  });
});

describe('time', () => {
  test.runIf(worldCan.advance)(
    'a ladder over Easter: no rung on a holiday, and none an hour off after the clocks went forward',
    async () => {
      await world.advance('P122DT6H');
      expect(world.now()).toBe('2027-03-25T15:00:00.000Z');
      const ref = await writeTo(world, {
        to: 'support@help.example.com',
        subject: 'Before Easter',
        text: 'Nothing works.',
      });
      await world.advance('P6D');
      const rungs = (await world.ticket(ref)).events.filter(({ data }) =>
        JSON.stringify(data['rung'] ?? '').startsWith('"step:investigate'),
      );
      // From Thursday at four in the afternoon: one hour is left, and the desk is closed until Tuesday at nine.
      expect(rungs.map(({ at, type }) => [at, type])).toEqual([
        ['2027-03-30T08:00:00.000Z', 'step_reminded'],
        ['2027-03-30T10:00:00.000Z', 'step_escalated'],
        ['2027-03-30T14:00:00.000Z', 'step_escalated'],
      ]);
      expect(await world.mailbox('manager@team.example')).not.toEqual([]);
    },
  );

  test.runIf(worldCan.advance)('work of somebody who is away goes to his deputy', async () => {
    await world.advance('P29D');
    const ref = await writeTo(world, {
      to: 'support@help.example.com',
      subject: 'Shortly before the holidays',
      text: 'Nothing works.',
    });
    await answerStep(world, ref, 'investigate', '#done\nNow it works.');
    await customerAnswers(world, 'Yes, it works. Thank you!');
    const article = (await openSteps(world, ref)).find(({ id }) => id === 'help_article');
    expect(await addressOf(world, ref, article?.owner ?? 0)).toBe('lead@team.example');
  });
});

describe('an incident', () => {
  const outage = { to: 'it@help.example.com', subject: 'Outage', text: 'The shop is down for everybody.' };

  test.runIf(worldCan.beCalled)('the pager reaches whoever is on call, at once', async () => {
    const acknowledged = { outcome: 'done', answers: { acknowledged_by: 'on call' } };
    world.hooks.answerWith('pager', { status: 200, body: acknowledged });
    const ref = await writeTo(world, outage);
    expect((await world.ticket(ref)).ticket.priority).toBe('P1');
    expect(await openStepIds(world, ref)).toEqual(['restore']);
    const [call, ...more] = await world.hooks.received('pager');
    expect(more).toEqual([]);
    expect(call?.body['send']).toEqual({ reference: ref, priority: 'P1' });
  });

  test.runIf(worldCan.beCalled && worldCan.advance)(
    'a pager that never calls back leaves it to a person, in the middle of the night',
    async () => {
      await world.advance('PT16H');
      const ref = await writeTo(world, outage);
      expect(await openStepIds(world, ref)).toEqual(['page_on_call']);
      await world.advance('PT11M');
      expect(await openStepIds(world, ref)).toEqual(['wake_somebody']);
      await world.advance('PT40M');
      expect(await world.mailbox('manager@team.example')).not.toEqual([]);
      const call = lastOf(await world.hooks.received('pager'));
      const late = await postCallback(world, { hook: 'pager', call, answer: { outcome: 'done' } });
      expect(late.status).toBe(409);
      await answerStep(world, ref, 'wake_somebody', '#done\n#note\nReached by telephone.');
      expect(await openStepIds(world, ref)).toEqual(['restore']);
    },
  );

  test('nobody is paged for something slow; the provider answers on a lane of his own', async () => {
    const ref = await writeTo(world, { ...outage, subject: 'Slow', text: 'The shop is slow today.' });
    expect((await world.ticket(ref)).ticket.priority).toBe('P3');
    await answerStep(world, ref, 'restore', '#need_vendor\n#note\nThe line is saturated.');
    expect((await world.ticket(ref)).ticket.status).toBe('waiting_third_party');
    const { owner, mail } = await stepMail(world, ref, 'vendor');
    expect(owner).toBe('noc@carrier.example');
    expect(JSON.stringify(mail)).not.toContain(CUSTOMER);
    const customerMails = (await world.mailbox(CUSTOMER)).length;
    await world.sendMail(answerTo(mail, { from: owner, text: 'A line was cut. It is mended.' }));
    expect(await openStepIds(world, ref)).toEqual(['restore']);
    expect(await world.mailbox(CUSTOMER)).toHaveLength(customerMails);
    expect((await world.ticket(ref)).messages.at(-1)).toMatchObject({ visibility: 'internal' });

    await answerStep(world, ref, 'restore', '#done\nIt is fast again.');
    await customerAnswers(world, 'Yes, it works.');
    expect(await openStepIds(world, ref)).toEqual(['root_cause', 'runbook']);
    await fillOpenForms(world, ref);
    expect((await world.ticket(ref)).ticket.closed?.code).toBe('confirmed');
  });
});

describe('a bug report', () => {
  const report = { to: 'bugs@help.example.com', subject: 'Export is empty', text: 'The export is empty.' };
  const reproduced =
    'component: api\nseverity: major\nsteps: an export of an empty month\n#done\nWe could reproduce it.';

  test.runIf(worldCan.advance)('a form by mail, a decision, a fix, the day of the release', async () => {
    const ref = await writeTo(world, report);
    await answerStep(world, ref, 'reproduce', '#need_info');
    await customerAnswers(world, 'version: 4.2');
    expect(await openStepIds(world, ref)).toEqual(['ask_reporter']);
    expect(lastOf(await world.mailbox(CUSTOMER)).text).toContain('seen');
    await customerAnswers(world, 'version: 4.2\nseen: an empty file, I expected rows');
    await answerStep(world, ref, 'reproduce', reproduced);
    expect(lastOf(await world.mailbox(CUSTOMER)).text).toContain('We could reproduce it.');
    expect(lastOf(await world.mailbox(CUSTOMER)).text).not.toContain('component');

    await answerStep(world, ref, 'engineering_review', '#approve');
    await answerStep(world, ref, 'fix', 'fixed_in: 4.3\nrelease_date: 2026-12-01');
    expect(await openStepIds(world, ref)).toEqual([]);
    await world.advance('P7D');
    expect(await openStepIds(world, ref)).toEqual([]);
    await world.advance('P1D');
    expect(await openStepIds(world, ref)).toEqual(['tell_reporter']);
    await customerAnswers(world, 'Yes, it works now. Thanks!');
    await fillOpenForms(world, ref);
    expect((await world.ticket(ref)).ticket.closed?.code).toBe('confirmed');
  });

  test('a decision against it needs a reason, and somebody writes to whoever reported it', async () => {
    const ref = await writeTo(world, report);
    await answerStep(world, ref, 'reproduce', reproduced);
    await answerStep(world, ref, 'engineering_review', '#decline');
    expect(await openStepIds(world, ref)).toEqual(['engineering_review']);
    await answerStep(world, ref, 'engineering_review', '#decline The old export goes away this year.');
    expect(await openStepIds(world, ref)).toEqual(['explain']);
    await answerStep(world, ref, 'explain', '#done\nPlease use the new export.');
    expect((await world.ticket(ref)).ticket.closed?.code).toBe('withdrawn');
  });
});

describe('a confidential request', () => {
  const raise = {
    to: 'hr@help.example.com',
    subject: 'My salary is too low',
    text: 'I would like to earn more than 3000.',
  };

  test('two decide in turn, and no mail says what it is about', async () => {
    const ref = await writeTo(world, raise);
    await answerStep(world, ref, 'handle', 'topic: pay\namount: 3500');
    const approval = (await openSteps(world, ref)).find(({ id }) => id === 'approve');
    expect(approval?.approval?.approvers).toHaveLength(2);
    const managers = await world.mailbox('manager@team.example');
    await answerStep(world, ref, 'approve', '#approve');
    expect(await openStepIds(world, ref)).toEqual(['approve']);
    const toManager = lastOf(await world.mailbox('manager@team.example'));
    expect(await world.mailbox('manager@team.example')).toHaveLength(managers.length + 1);
    await world.sendMail(answerTo(toManager, { from: 'manager@team.example', text: '#approve' }));
    await answerStep(world, ref, 'answer', '#done\nYes, from January on.');
    await answerStep(world, ref, 'record', 'outcome: granted\nfile: cabinet 3');
    expect((await world.ticket(ref)).ticket.closed?.code).toBe('done');
    for (const address of ['manager@team.example', 'hr@team.example', 'hr-lead@team.example', CUSTOMER])
      for (const { subject } of await world.mailbox(address)) expect(subject).not.toContain('salary');
  });

  test.runIf(worldCan.advance)('silence never closes it, and nobody is surveyed', async () => {
    const ref = await writeTo(world, raise);
    await answerStep(world, ref, 'handle', '#need_info\n#note\nAsk for the contract.');
    await world.advance('P40D');
    const { ticket } = await world.ticket(ref);
    expect(ticket.closed).toBeUndefined();
    expect(await openStepIds(world, ref)).toEqual(['answer']);
    expect(ticket.survey).toBeUndefined();
  });
});
