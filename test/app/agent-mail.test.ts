import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import type { Message } from '../../functions/core/ticket.ts';
import { approval, close, CUSTOMER, form, ONE, ticketWorld, TWO, verify, work } from './ticket-world.ts';

const logo = { name: 'logo.png', contentType: 'image/png', size: 900, inline: true, contentId: 'logo' };
const file = { name: 'manual.pdf', contentType: 'application/pdf', size: 9_000, inline: false };

/** A ticket on which agent one has a task. */
async function withTask() {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  const says = (
    text: string,
    different: Partial<InboundMessage> & {
      role?: 'reply' | 'note';
      about?: { id: string; visit: number };
    } = {},
  ) => world.answer(ref, { issuedTo: one.id, sender: ONE, text, ...different });
  const last = async (): Promise<Message | undefined> => (await world.messages(ref)).at(-1);
  const templates = async (from: number) =>
    (await world.mails(ref)).slice(from).map(({ template }) => template);
  return { world, ref, one, says, last, templates };
}

describe('words', () => {
  test('go to everybody outside, without the commands, also when they are too long for a row', async () => {
    const { world, ref, says, last } = await withTask();
    const text = `#done\n${'Please try another cable. '.repeat(3_000)}`;
    await says(text);
    const message = await last();
    const whole = new TextDecoder().decode(world.blobs.get(message?.textKey ?? ''));
    expect(whole.startsWith('Please try')).toBe(true);
    expect(`${whole}${message?.text}`).not.toContain('#done');
    expect((await world.step(ref, 'work')).state.kind).toBe('done');
  });

  test('stop the clock of the first answer; a note does not', async () => {
    const { world, ref, says } = await withTask();
    const firstReply = async () =>
      (await world.stateOf(ref)).ticket.clocks.find(({ metric }) => metric === 'first_reply')?.state.kind;
    await says('#note\nI have seen this before.');
    expect(await firstReply()).toBe('running');
    await says('Please try another cable.');
    expect(await firstReply()).toBe('stopped');
  });

  test.each<[string, string, InboundMessage['attachments'], string]>([
    ['a file alone', '', [file], 'public'],
    ['a picture alone', '', [logo], 'public'],
    ['a command over the picture of a signature', '#done', [logo], 'internal'],
    ['a command over a file', '#done', [file], 'public'],
  ])('%s is kept', async (_what, text, attachments, visibility) => {
    const { says, last } = await withTask();
    await says(text, { attachments });
    expect(await last()).toMatchObject({ visibility, attachments });
  });

  test('to a closed ticket reach the customer and leave it closed', async () => {
    const { world, ref, says, last } = await withTask();
    await world.complete(ref, 'work', 'done');
    await world.enter(ref, 'closed', { definition: close() });
    await says('One more thing.');
    expect(await last()).toMatchObject({ visibility: 'public' });
    expect((await world.stateOf(ref)).ticket.status).toBe('closed');
  });

  test('of a note are told to the others at work on the ticket, not to their writer', async () => {
    const { world, ref, one, says } = await withTask();
    await world.enter(ref, 'decide', { definition: approval });
    const two = await world.agent(ref, 'two');
    const before = (await world.mails(ref)).length;
    await says('#note\nThe cable is a model of 1998.');
    await world.answer(ref, { issuedTo: two.id, sender: TWO, text: 'Then replace it.', role: 'note' });
    expect((await world.mails(ref)).slice(before)).toMatchObject([
      { to: two.id, template: 'note-to-agent', answerAs: 'note' },
      { to: one.id, template: 'note-to-agent', answerAs: 'note' },
    ]);
  });
});

describe('orders', () => {
  test.each([
    ['an unknown command', '#doone\nAll set.'],
    ['two outcomes', '#done\n#need_info'],
    ['nobody to assign it to', '#assign somebody\nPlease look.'],
    ['nothing at all', ''],
    ['a reason that fills a book', `#close withdrawn ${'so '.repeat(300_000)}`],
    ['somebody whose name does', `#assign ${'x'.repeat(500_000)}`],
    ['a file of settings pasted among them', '#LoadModule of_a_kind\n'.repeat(30_000)],
    ['more of them than anybody gives', '#tag +a\n'.repeat(51)],
  ])('with %s change nothing, and their writer is told', async (_what, text) => {
    const { world, ref, says, last, templates } = await withTask();
    const before = (await world.mails(ref)).length;
    await says(text);
    expect((await world.step(ref, 'work')).state.kind).toBe('open');
    expect((await last())?.flags).toEqual(['refused']);
    expect(await templates(before)).toEqual(['command-refused']);
  });

  test.each(['two', TWO.toUpperCase()])(
    '#assign %s gives him the ticket and its open task, and tells him',
    async (name) => {
      const { world, ref, says } = await withTask();
      const before = (await world.mails(ref)).length;
      await says(`#assign ${name}`);
      const two = await world.agent(ref, 'two');
      expect((await world.stateOf(ref)).ticket.assignee).toBe(two.id);
      expect((await world.step(ref, 'work')).owner).toBe(two.id);
      expect((await world.mails(ref)).slice(before)).toMatchObject([
        { to: two.id, template: 'step-assigned', step: { id: 'work', visit: 1 }, answerAs: 'reply' },
      ]);
    },
  );

  test('#assign with #done ends the step as the one who did it', async () => {
    const { world, ref, one, says } = await withTask();
    const before = (await world.mails(ref)).length;
    await says('#done\n#assign two');
    expect(await world.step(ref, 'work')).toMatchObject({ owner: one.id, state: { kind: 'done' } });
    expect(await world.mails(ref)).toHaveLength(before);
  });

  test('with the answers to a task’s form keep those from the customer', async () => {
    const { world, ref, one, last } = await withTask();
    const category = { type: 'choice', options: ['billing', 'technical'], required: true };
    await world.complete(ref, 'work', 'done');
    await world.enter(ref, 'triage', { definition: { ...work, form: { category } } });
    const says = (text: string) => world.answer(ref, { issuedTo: one.id, sender: ONE, text });
    await says('#done\nWe send a new cable.');
    expect((await world.mails(ref)).at(-1)?.facts?.['reason']).toContain('missing: category');
    await says('#done\ncategory: technical\n\nWe send a new cable.\nNote: it is blue.');
    expect((await world.step(ref, 'triage')).state).toMatchObject({ answers: { category: 'technical' } });
    expect(await last()).toMatchObject({
      visibility: 'public',
      text: 'We send a new cable.\nNote: it is blue.',
    });
  });

  test('twice end a step once, and the second is told so', async () => {
    const { world, ref, says, templates } = await withTask();
    await says('#done');
    const before = (await world.mails(ref)).length;
    await says('#done');
    expect((await world.eventTypes(ref)).filter((type) => type === 'step_completed')).toHaveLength(1);
    expect(await templates(before)).toEqual(['command-refused']);
  });
});

describe('a decision', () => {
  async function withDecision() {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    await world.complete(ref, 'work', 'done');
    await world.enter(ref, 'decide', { definition: approval });
    return { world, ref };
  }

  test.each([
    ['#approve', { outcome: 'approved', answers: { decision: 'approved', reasons: [] } }],
    ['#APPROVED', { outcome: 'approved', answers: { decision: 'approved' } }],
    [
      '#decline Too expensive',
      { outcome: 'declined', answers: { decision: 'declined', reasons: ['Too expensive'] } },
    ],
    ['#decline\nToo expensive', { outcome: 'declined', answers: { reasons: ['Too expensive'] } }],
  ])('%s of its owner', async (text, expected) => {
    const { world, ref } = await withDecision();
    const two = await world.agent(ref, 'two');
    await world.answer(ref, { issuedTo: two.id, sender: TWO, text, role: 'note' });
    expect((await world.step(ref, 'decide')).state).toMatchObject({ kind: 'done', ...expected });
  });

  test('is not taken by a colleague whom the process does not ask', async () => {
    const { world, ref } = await withDecision();
    const one = await world.agent(ref, 'one');
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#approve' });
    expect((await world.step(ref, 'decide')).state.kind).toBe('open');
    expect((await world.mails(ref)).at(-1)).toMatchObject({ to: one.id, template: 'command-refused' });
  });

  test('is not taken by words alone', async () => {
    const { world, ref } = await withDecision();
    const two = await world.agent(ref, 'two');
    await world.answer(ref, { issuedTo: two.id, sender: TWO, text: 'Let me think.', role: 'note' });
    expect((await world.step(ref, 'decide')).state.kind).toBe('open');
  });
});

describe('forms', () => {
  async function withForms(...fields: string[]) {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'verify', { definition: verify });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Yes, it works.' });
    for (const field of fields) await world.enter(ref, `${field}_form`, { definition: form(field) });
    const one = await world.agent(ref, 'one');
    /** In answer to the mail that brought this form, or to some other mail. */
    const answers = (text: string, about: string | null = null, different: Partial<InboundMessage> = {}) =>
      world.answer(ref, {
        issuedTo: one.id,
        sender: ONE,
        text,
        role: 'note',
        ...(about ? { about: { id: about, visit: 1 } } : {}),
        ...different,
      });
    const open = async () =>
      (await world.stateOf(ref)).steps
        .filter(({ state }) => state.kind === 'open')
        .map(({ id }) => id)
        .toSorted();
    return { world, ref, one, answers, open };
  }

  test.each<[string, string[], string, string | null, string[]]>([
    ['any words answer the one that they answer', ['cause'], 'A worn cable.', 'cause_form', []],
    ['any words, also of several', ['cause', 'article'], 'A cable.', 'cause_form', ['article_form']],
    ['words in answer to another mail answer none', ['cause'], 'I will ask the shop.', null, ['cause_form']],
    ['a note answers none', ['cause'], '#note\nI will do it tomorrow.', 'cause_form', ['cause_form']],
    ['words beside #snooze answer none', ['cause'], '#snooze 2d\nI am away.', 'cause_form', ['cause_form']],
    ['the field that is named is answered', ['cause', 'article'], 'article: none', null, ['cause_form']],
    [
      'the field that is named goes before',
      ['cause', 'article'],
      'article: none',
      'cause_form',
      ['cause_form'],
    ],
    ['#done goes to the named field', ['cause', 'article'], '#done\narticle: none', null, ['cause_form']],
    [
      'several are answered in one mail',
      ['cause', 'article'],
      'cause: a cable\narticle: none',
      'cause_form',
      [],
    ],
    ['#done without a field', ['cause', 'article'], '#done', null, ['article_form', 'cause_form']],
  ])('of one owner: %s', async (_what, fields, text, about, stillOpen) => {
    const { answers, open } = await withForms(...fields);
    await answers(text, about);
    expect(await open()).toEqual(stillOpen);
  });

  test('of one owner that nobody can tell apart are asked about again, by the names of their fields', async () => {
    const { world, ref, answers } = await withForms('cause', 'article');
    await answers('#done\nA cable.');
    const told = (await world.mails(ref)).at(-1);
    expect(told?.template).toBe('command-refused');
    expect(told?.facts?.['reason']).toMatch(/(cause|article):, (cause|article):/);
  });

  test('that lack something are shown again, and an answer to that is about them', async () => {
    const { world, ref, answers, open } = await withForms('cause', 'article');
    await answers('cause:', 'cause_form');
    expect((await world.mails(ref)).at(-1)).toMatchObject({
      template: 'command-refused',
      step: { id: 'cause_form', visit: 1 },
      facts: { reason: expect.stringContaining('missing: cause') as string },
    });
    expect(await open()).toEqual(['article_form', 'cause_form']);
  });

  test('take the file that was sent along', async () => {
    const { world, ref, answers } = await withForms('cause');
    const definition = { ...form('report'), form: { report: { type: 'file', required: true } } };
    await world.enter(ref, 'report', { definition });
    await answers('', 'report', { attachments: [file, logo] });
    expect((await world.step(ref, 'report')).state).toMatchObject({ answers: { report: ['manual.pdf'] } });
  });

  test('keep their answers with the desk', async () => {
    const { world, ref, answers } = await withForms('cause');
    const before = (await world.mails(ref)).length;
    await answers('A worn cable.', 'cause_form');
    expect((await world.messages(ref)).at(-1)).toMatchObject({
      visibility: 'internal',
      text: 'A worn cable.',
    });
    expect(await world.mails(ref)).toHaveLength(before);
  });

  test('are not filled in by the impatience of somebody else', async () => {
    const { world, ref, open } = await withForms('cause');
    await world.enter(ref, 'decide', { definition: approval });
    const two = await world.agent(ref, 'two');
    await world.complete(ref, 'decide', 'approved');
    await world.answer(ref, {
      issuedTo: two.id,
      sender: TWO,
      text: 'Please hurry up!',
      role: 'note',
      about: { id: 'cause_form', visit: 1 },
    });
    expect(await open()).toEqual(['cause_form']);
    expect((await world.mails(ref)).at(-1)).toMatchObject({ template: 'note-to-agent' });
  });
});

describe('the step that a mail was about', () => {
  test('is ended by #done, also when it is a colleague’s and the writer has work of his own', async () => {
    const { world, ref } = await withTask();
    await world.enter(ref, 'cause', { definition: form('cause', 'agent:two') });
    const two = await world.agent(ref, 'two');
    const mail = { issuedTo: two.id, sender: TWO, text: '#done', about: { id: 'work', visit: 1 } };
    await world.answer(ref, { ...mail, role: 'note' });
    expect((await world.step(ref, 'work')).state).toMatchObject({
      kind: 'done',
      by: `participant:${two.id}`,
    });
    expect((await world.step(ref, 'cause')).state.kind).toBe('open');
  });

  test('is ended in its newest visit; when it is over, nothing else is ended for it', async () => {
    const { world, ref, one, says } = await withTask();
    await world.complete(ref, 'work', 'need_info');
    await world.enter(ref, 'other', { definition: work });
    const again = () => says('#done', { about: { id: 'work', visit: 1 } });
    await again();
    expect((await world.mails(ref)).at(-1)).toMatchObject({
      to: one.id,
      template: 'command-refused',
      facts: { reason: expect.stringContaining('ended before, as need_info') as string },
    });
    await world.enter(ref, 'work', { definition: work, token: 'again' });
    await again();
    expect((await world.step(ref, 'work', 2)).state.kind).toBe('done');
    expect((await world.step(ref, 'other')).state.kind).toBe('open');
  });

  test('is asked for when several could be meant', async () => {
    const { world, ref, says } = await withTask();
    await world.enter(ref, 'other', { definition: work });
    await says('#done');
    expect((await world.mails(ref)).at(-1)?.facts?.['reason']).toMatch(/“(Work|Other)”, “(Work|Other)”/);
  });
});
