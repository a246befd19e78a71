import { describe, expect, test } from 'vitest';
import {
  escaped,
  expectNothingInternal,
  htmlMail,
  lastTo,
  quoted,
  reproduce,
  withStep,
  WROTE,
} from './step-mail-world.ts';
import { CUSTOMER, form, ONE } from './ticket-world.ts';

const gmail = (words: string, text: string) =>
  `<div dir="ltr">${words || '<br>'}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at 10:00, Support &lt;<a href="mailto:support@help.example.com">support@help.example.com</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${text}</blockquote></div>`;
const outlook = (words: string, text: string) =>
  `<html><body lang="DE"><div class="WordSection1"><p class="MsoNormal">${words}</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Von:</b> Support &lt;support@help.example.com&gt;<br><b>Gesendet:</b> Montag, 23. November 2026 10:00<br><b>An:</b> One &lt;one@team.example&gt;<br><b>Betreff:</b> Printer</p></div></div><p class="MsoNormal">${text}</p></div></body></html>`;

describe('an answer without words of its own is no answer', () => {
  test.each<[string, (text: string) => { body: string; headers?: string[] }]>([
    ['plain, quoted', (text) => ({ body: `\n\n${WROTE}\n\n${quoted(text)}\n` })],
    ['Gmail', (text) => ({ body: gmail('', escaped(text)), headers: htmlMail })],
    ['Outlook', (text) => ({ body: outlook('&nbsp;', escaped(text)), headers: htmlMail })],
    ['without any mark', (text) => ({ body: text })],
    ['HTML below a rule', (text) => ({ body: `<br><hr>${escaped(text)}`, headers: htmlMail })],
    ['a telephone’s line', () => ({ body: 'Sent from my iPhone' })],
    [
      'a telephone’s line and a quote',
      (text) => ({ body: `Sent from my iPhone\n\n${WROTE}\n\n${quoted(text)}` }),
    ],
  ])('%s', async (_what, write) => {
    const { mail, answer, state } = await withStep();
    const { body, headers } = write(mail.text);
    const { customer, agent } = await answer(body, headers);
    expect(customer).toEqual([]);
    expect(agent).toHaveLength(1);
    expect(agent[0]?.text).toContain('Nothing of your last mail was carried out');
    expect((await state()).kind).toBe('open');
  });

  test('a file above the quote goes out alone', async () => {
    const { mail, answer } = await withStep();
    const boundary = 'b1';
    const part = (type: string, rest: string) => `--${boundary}\nContent-Type: ${type}\n${rest}\n`;
    const body = [
      part('text/plain; charset=utf-8', `\n\n\n${WROTE}\n\n${quoted(mail.text)}`),
      part('application/pdf', 'Content-Disposition: attachment; filename="manual.pdf"\n\n%PDF-1.7'),
      `--${boundary}--`,
    ].join('');
    const { customer } = await answer(body, [`Content-Type: multipart/mixed; boundary="${boundary}"`]);
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
  });
});

describe('of what he quotes only that goes out which the customer has read', () => {
  test('answers between the lines', async () => {
    const { mail, answer, state } = await withStep();
    const lines = quoted(mail.text)
      .split('\n')
      .flatMap((line) =>
        line.includes('green page') ? [line, '', 'Not on the blue one?', 'Try it.', ''] : [line],
      );
    const { customer } = await answer(`${WROTE}\n\n${lines.join('\n')}\n\n#done\n`);
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
    expect(customer[0]?.text).toContain(
      '> It happens on the green page only.\n\nNot on the blue one?\nTry it.',
    );
    expect(customer[0]?.text).not.toContain('wrote:\n\nNot');
    expect((await state()).kind).toBe('done');
  });

  test('answers between the lines in Gmail', async () => {
    const { mail, answer } = await withStep();
    const [above = '', below = ''] = escaped(mail.text).split('green page only.');
    const { customer } = await answer(
      gmail('', `${above}green page only.`).replace(
        '</blockquote></div>',
        `</blockquote><div>Not on the blue one?</div><div>Try it.</div><blockquote class="gmail_quote">${below}</blockquote><div>#done</div></div>`,
      ),
      htmlMail,
    );
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
    expect(customer[0]?.text).toContain('Not on the blue one?\nTry it.');
  });

  test.each([
    ['plain', (text: string) => `Please restart it.\n\n${text}`, []],
    ['HTML below a rule', (text: string) => `<div>Please restart it.</div><hr>${escaped(text)}`, htmlMail],
  ])('an unmarked copy of our mail is cut off: %s', async (_what, write, headers) => {
    const { mail, answer } = await withStep();
    const { customer } = await answer(write(mail.text), headers);
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
    expect(customer[0]?.text).toContain('Please restart it.');
  });

  test('words typed into an unmarked copy are not lost in silence', async () => {
    const { mail, answer } = await withStep();
    const typed = mail.text.replace(
      'green page only.',
      'green page only.\nThat is because of the new colours.',
    );
    const { customer, agent } = await answer(`Please restart it.\n\n${typed}`);
    expect(customer).toEqual([]);
    expect(agent[0]?.text).toContain('typed into the mail that it answers');
  });

  test('answers in red below Outlook’s header are not lost in silence', async () => {
    const { mail, answer } = await withStep();
    const red = '<br>\n<span style="color:red">That is because of the new colours.</span>';
    const text = escaped(mail.text).replace('green page only.', `green page only.${red}`);
    const { customer, agent } = await answer(outlook('See my answers in red below.', text), htmlMail);
    expect(customer).toEqual([]);
    expect(agent[0]?.text).toContain('typed into the mail that it answers');
  });

  test('answers typed into Gmail’s quote are not lost in silence', async () => {
    const { mail, answer } = await withStep();
    const text = escaped(mail.text).replace(
      'page only.',
      'page only.<br>That is because of the new colours.',
    );
    const { customer, agent } = await answer(gmail('Meine Antworten stehen unten.', text), htmlMail);
    expect(customer).toEqual([]);
    expect(agent[0]?.text).toContain('typed into the mail that it answers');
  });

  test('who points below and has typed nothing there is believed', async () => {
    const { mail, answer } = await withStep(reproduce);
    const { customer } = await answer(gmail('As you wrote below.', escaped(mail.text)), htmlMail);
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
  });

  test.each(['Please follow the steps below:\n1. Restart it.', 'Please restart it.'])(
    'an answer above Outlook’s header: %s',
    async (words) => {
      const { mail, answer } = await withStep();
      const { customer } = await answer(
        outlook(words.replaceAll('\n', '<br>'), escaped(mail.text)),
        htmlMail,
      );
      expect(customer).toHaveLength(1);
      expectNothingInternal(customer);
    },
  );

  test.each([
    ['a line of our mail', () => 'I was told: *** Your answer goes to the CUSTOMER, A Customer. ***'],
    ['the link to his own page', (text: string) => `Look: ${/https:\S+/.exec(text)?.[0] ?? ''}`],
  ])('%s in his own words stays with the desk', async (_what, words) => {
    const { world, ref, mail, answer } = await withStep();
    const { customer, agent } = await answer(words(mail.text));
    expect(customer).toEqual([]);
    expect(agent).toHaveLength(1);
    expect((await world.messages(ref)).at(-1)).toMatchObject({ visibility: 'internal', flags: ['refused'] });
  });
});

describe('a line typed right between quoted ones', () => {
  const between = (text: string, line: string) =>
    quoted(text).replace('> It happens on the green', `${line}\n> It happens on the green`);

  test('is not lost in silence', async () => {
    const { mail, answer } = await withStep();
    const { customer, agent } = await answer(`Thank you.\n\n${WROTE}\n\n${between(mail.text, 'Which one?')}`);
    expect(customer).toEqual([]);
    expect(agent[0]?.text).toContain('typed into the mail that it answers');
  });

  test('is obeyed when it is an order', async () => {
    const { mail, answer, state } = await withStep();
    const { customer } = await answer(`Thank you.\n\n${WROTE}\n\n${between(mail.text, '#done')}`);
    expect((await state()).kind).toBe('done');
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
  });

  test('may be what a program has broken off a long one', async () => {
    const { mail, answer } = await withStep();
    const wrapped = quoted(mail.text).replace(' 13:00 (UTC).', ' 13:00\n(UTC).');
    expect(wrapped).toContain('\n(UTC).\n');
    const { customer } = await answer(`Thank you.\n\n${WROTE}\n\n${wrapped}`);
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
  });
});

describe('words for the desk', () => {
  test.each([
    ['a note keeps what it quotes of another', '#note\n', 'internal'],
    ['words for the customer do not', '#public\n', 'public'],
  ])('%s', async (_what, order, visibility) => {
    const { world, ref, answer } = await withStep();
    await answer('#note\nThe customer is a friend of the manager.');
    const lines = '> The customer is a friend of the manager.\n\nI know.\nSo hurry.';
    const { customer } = await answer(`${order}${WROTE}\n\n${lines}`);
    const message = (await world.messages(ref)).at(-1);
    expect(message).toMatchObject({ visibility });
    expect(message?.text.includes('friend')).toBe(visibility === 'internal');
    expect(customer).toHaveLength(visibility === 'internal' ? 0 : 1);
  });
});

describe('a form', () => {
  test('is not filled in by what the customer wrote and he quotes', async () => {
    const { world, ref, answer, state } = await withStep(reproduce);
    const text = 'Steps: I click\nIt fails.';
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text });
    await world.post();
    const said = '> Steps: I click\n\nWhere?\nAnd when?\n\n> It fails.\n\nHow?';
    const { customer } = await answer(`${WROTE}\n\n${said}`);
    expect(customer[0]?.text).toContain(said);
    expect((await state()).kind).toBe('open');
  });

  const filled = (text: string) =>
    text
      .replace(/^component:$/m, 'component: app')
      .replace(/^steps:$/m, 'steps: open the app\nclick the button')
      .replace(/^workaround:$/m, 'workaround: none known');
  const answers = { component: 'app', steps: 'open the app\nclick the button', workaround: 'none known' };

  test.each<[string, (text: string) => string, string[]]>([
    ['plain', (text) => `#done\nWe look into it.\n\n${WROTE}\n\n${quoted(filled(text))}`, []],
    [
      'Gmail',
      (text) => gmail('<div>#done</div><div>We look into it.</div>', escaped(filled(text))),
      htmlMail,
    ],
    ['Outlook', (text) => outlook('#done<br>We look into it.', escaped(filled(text))), htmlMail],
  ])('is filled in where it stands: %s', async (_what, write, headers) => {
    const { mail, answer, state } = await withStep(reproduce);
    const { customer } = await answer(write(mail.text), headers);
    expect(await state()).toMatchObject({ kind: 'done', answers });
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
    expect(customer[0]?.text).toContain('We look into it.');
  });

  test('is filled in between quoted lines', async () => {
    const { mail, answer, state } = await withStep(reproduce);
    const lines = quoted(mail.text)
      .replace(/^> component:$/m, '> component:\ncomponent: app')
      .replace(/^> steps:$/m, '> steps:\nsteps: open the app\nclick the button')
      .replace(/^> workaround:$/m, '> workaround:\nworkaround: none known');
    const { customer } = await answer(`${WROTE}\n\n${lines}\n\n#done\n`);
    expect(await state()).toMatchObject({ kind: 'done', answers });
    expect(customer).toEqual([]);
  });

  test('that is filled in and not ended goes to nobody', async () => {
    const { mail, answer, state } = await withStep(reproduce);
    const { customer, agent } = await answer(`\n\n${WROTE}\n\n${quoted(filled(mail.text))}`);
    expect(customer).toEqual([]);
    expect(agent[0]?.text).toContain('#done');
    expect((await state()).kind).toBe('open');
  });

  test('of a step that is one is filled in where it stands', async () => {
    const { mail, answer, state } = await withStep(form('cause'));
    await answer(`\n\n${WROTE}\n\n${quoted(mail.text.replace(/^cause:$/m, 'cause: a worn cable'))}`);
    expect(await state()).toMatchObject({ kind: 'done', answers: { cause: 'a worn cable' } });
  });

  test('is not filled in by what the customer wrote', async () => {
    const { world, ref, answer } = await withStep(reproduce);
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'component: api\nsteps: I click' });
    const notice = lastTo(await world.post(), ONE);
    const { customer } = await answer(`Thank you.\n\n${WROTE}\n\n${quoted(notice.text)}`, [], notice);
    expect(customer).toHaveLength(1);
    expectNothingInternal(customer);
  });

  test.each([
    [
      'of several lines, to the command',
      'component: app\nsteps: open the app\nclick the button\n\non INTERNAL-HOST\nworkaround:\nnone known\n#done',
      {
        component: 'app',
        steps: 'open the app\nclick the button\n\non INTERNAL-HOST',
        workaround: 'none known',
      },
      null,
    ],
    [
      'that begin below their name',
      'We look into it.\n\ncomponent:\napp\nsteps:\n1. open the app\n2. click\n#done',
      { component: 'app', steps: '1. open the app\n2. click' },
      'We look into it.',
    ],
    [
      'with words to the customer below the command',
      'component: app\nsteps: open the app\n#done\nWe look into it.',
      { component: 'app', steps: 'open the app' },
      'We look into it.',
    ],
  ])('takes values %s', async (_what, text, expected, said) => {
    const { answer, state } = await withStep(reproduce);
    const { customer } = await answer(text);
    expect(await state()).toMatchObject({ kind: 'done', answers: expected });
    expect(customer.map((mail) => mail.text.includes(said ?? ''))).toEqual(said === null ? [] : [true]);
    for (const mail of customer) expect(mail.text).not.toMatch(/click|INTERNAL/);
  });
});

describe('an order that is nearly one', () => {
  test.each(['Please restart it.\n\n- #done', 'Please restart it.\n# done', '* #done\nPlease restart it.'])(
    'is obeyed where it is plain: %j',
    async (text) => {
      const { answer, state } = await withStep();
      const { customer } = await answer(text);
      expect((await state()).kind).toBe('done');
      expectNothingInternal(customer);
    },
  );

  test.each([
    'Please restart it. #done',
    'Please restart it.\n\n-- \nAgent One\n#done',
    'Only for us. #note',
    'Please restart it.\n\nRegards #done.',
    '# Problem\nIt hangs.\n# Solution\nRestart it.',
  ])('reaches no customer: %j', async (text) => {
    const { answer, state } = await withStep();
    const { customer, agent } = await answer(text);
    expect(customer).toEqual([]);
    expect(agent).toHaveLength(1);
    expect((await state()).kind).toBe('open');
  });

  test('is not every line of a signature that begins with #', async () => {
    const { answer } = await withStep();
    const { customer } = await answer('Please restart it.\n\n-- \nAgent One\n#hiring\n#1 for kettles');
    expect(customer).toHaveLength(1);
  });

  test.each(['The ticket is #1 in the list.', 'Use the tag #printer', '# Restarting\nHold the button.'])(
    'is text: %j',
    async (text) => {
      const { answer } = await withStep();
      const { customer } = await answer(text);
      expect(customer[0]?.text).toContain(text);
    },
  );
});
