import { describe, expect, test } from 'vitest';
import { escaped, expectNothingInternal, htmlMail, quoted, reproduce, withStep } from './step-mail-world.ts';

/** How mail programs put an answer and the mail that it answers into one. */
interface Program {
  headers: string[];
  write(words: string, answered: string): string;
}

const plain = (write: Program['write']): Program => ({ headers: [], write });
const html = (write: Program['write']): Program => ({
  headers: htmlMail,
  write: (words, answered) => write(words.replaceAll('\n', '<br>'), escaped(answered)),
});

const wrapped = (text: string) =>
  text.replaceAll(/^.{70,}$/gm, (line) => {
    const at = line.lastIndexOf(' ', 70);
    return `${line.slice(0, at)}\n${line.slice(at + 1)}`;
  });
const HEADER = [
  'Von: Support <support@help.example.com>',
  'Gesendet: Montag, 23. November 2026 10:00',
  'An: One <one@team.example>',
  'Betreff: Printer',
].join('\n');
const WROTE = 'Am 23.11.26 um 10:00 schrieb Support:';

const programs: Record<string, Program> = {
  'plain, above': plain((words, answered) => `${words}\n\n${WROTE}\n${quoted(answered)}\n`),
  'plain, below': plain((words, answered) => `${WROTE}\n${quoted(answered)}\n\n${words}\n`),
  'plain, wrapped': plain((words, answered) => `${words}\n\n${WROTE}\n${wrapped(quoted(answered))}\n`),
  'plain, with bars': plain((words, answered) => `${words}\n\n${answered.replaceAll(/^/gm, '  | ')}`),
  'plain, a signature above': plain(
    (words, answered) => `${words}\n\n-- \nOne\nTeam\n\n${WROTE}\n${quoted(answered)}\n`,
  ),
  'Outlook, plain': plain((words, answered) => `${words}\n\n${HEADER}\n\n${wrapped(answered)}`),
  'Outlook, original message': plain(
    (words, answered) => `${words}\n\n-----Original Message-----\n${HEADER}\n\n${answered}`,
  ),
  'Outlook on the web': html(
    (words, answered) =>
      `<div dir="ltr">${words}</div><div id="appendonsend"></div><hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">${escaped(HEADER)}<div>&nbsp;</div></div><div><div class="PlainText">${answered}</div></div>`,
  ),
  'Apple Mail': html(
    (words, answered) =>
      `<html><body>${words}<br><div><br><blockquote type="cite"><div>On 23. Nov 2026, at 10:00, Support &lt;support@help.example.com&gt; wrote:</div><br class="Apple-interchange-newline"><div><div>${answered}</div></div></blockquote></div></body></html>`,
  ),
  'Thunderbird, HTML': html(
    (words, answered) =>
      `<p>${words}</p><div class="moz-cite-prefix">${WROTE}<br></div><blockquote type="cite" cite="mid:a@b.example">${answered}</blockquote>`,
  ),
  Yahoo: html(
    (words, answered) =>
      `<div dir="ltr">${words}</div><br><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, November 23, 2026 at 10:00:00 AM GMT+1, Support &lt;support@help.example.com&gt; wrote:</div><div><br></div><div dir="ltr">${answered}</div></div>`,
  ),
  GMX: html(
    (words, answered) =>
      `<div>${words}</div><div name="quote"><div>${escaped(HEADER)}</div><div name="quoted-content">${answered}</div></div>`,
  ),
};

const filledIn = (text: string) =>
  text.replace(/^component:$/m, 'component: app').replace(/^steps:$/m, 'steps: open the app');

describe.each(Object.entries(programs))(
  'in answer to the mail of a step, %s',
  (_name, { headers, write }) => {
    test('words reach the customer, and nothing else', async () => {
      const { mail, answer } = await withStep(reproduce);
      const { customer, agent } = await answer(write('Please restart it.\nRegards', mail.text), headers);
      expect(agent).toEqual([]);
      expect(customer).toHaveLength(1);
      expectNothingInternal(customer);
      expect(customer[0]?.text).toContain('Please restart it.');
    });

    test('no words reach nobody', async () => {
      const { mail, answer } = await withStep(reproduce);
      const { customer, agent } = await answer(write('', mail.text), headers);
      expect(customer).toEqual([]);
      expect(agent).toHaveLength(1);
    });

    test('a form is filled in where it stands', async () => {
      const { mail, answer, state } = await withStep(reproduce);
      const { customer } = await answer(write('We look into it.\n#done', filledIn(mail.text)), headers);
      expect(await state()).toMatchObject({ answers: { component: 'app', steps: 'open the app' } });
      expect(customer).toHaveLength(1);
      expectNothingInternal(customer);
    });

    test('words typed into it are not lost in silence', async () => {
      const { mail, answer } = await withStep(reproduce);
      const typed = mail.text.replace('green page only.', 'green page only.\nThat is the new colours.');
      const { customer, agent } = await answer(write('See my answers below.', typed), headers);
      expect(customer).toEqual([]);
      expect(agent).toHaveLength(1);
    });
  },
);
