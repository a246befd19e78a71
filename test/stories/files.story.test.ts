import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, CUSTOMER, pageIn } from './people.ts';
import { answerTo, lastOf, openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

const letter = { filename: '請求書.pdf', content: '%PDF-1.7 a letter', contentType: 'application/pdf' };
const program = { filename: 'invoice.pdf.exe', content: 'MZ a program', contentType: 'application/pdf' };

/** What the desk gives out itself, or leads to. */
async function fetchFile(path: string): Promise<Response> {
  const response = await world.http(path, { redirect: 'manual' });
  const elsewhere = response.headers.get('location');
  return elsewhere ? fetch(elsewhere) : response;
}

test('a customer sends a letter and a program: the letter goes on, the program stays', async () => {
  await world.sendMail({
    from: CUSTOMER,
    to: 'support@help.example.com',
    subject: 'Your invoice',
    text: 'Please look at both.',
    attachments: [letter, program],
  });
  const [ref = ''] = await world.tickets();
  const { steps, messages } = await world.ticket(ref);
  expect(messages[0]?.attachments.map(({ name }) => name)).toEqual([letter.filename, program.filename]);

  const agent = await addressOf(world, ref, steps[0]?.owner ?? 0);
  const brought = lastOf(await world.mailbox(agent));
  expect(brought.attachments).toEqual([letter.filename]);
  expect(brought.text).toContain('Not with this mail: invoice.pdf.exe, for its name hides what it is.');

  await world.sendMail({
    ...answerTo(brought, { from: agent, text: 'We have looked at the letter.' }),
    attachments: [letter, program],
  });
  const answer = lastOf(await world.mailbox(CUSTOMER));
  expect(answer.attachments).toEqual([letter.filename]);
  expect(answer.text).toContain('Not with this mail: invoice.pdf.exe');

  const page = pageIn(answer);
  const shown = await (await world.http(page)).text();
  expect(shown.match(/invoice\.pdf\.exe<\/bdi> \(kept back/g)).toHaveLength(2);
  const links = [...shown.matchAll(/href="([^"]+\/files\/[^"]+)"><bdi>請求書\.pdf/g)].map(
    ([, path = '']) => path,
  );
  expect(links).toHaveLength(2);
  const file = await fetchFile(new URL(links[0] ?? '', `http://desk.example${page}`).pathname);
  expect(await file.text()).toBe(letter.content);
  const kept = await fetchFile(`${page}/files/${messages[0]?.id ?? ''}/1`);
  expect(kept.status).toBe(403);
});

test('whoever sends what is not passed on is told so: with the acknowledgement, after a later mail, as an agent', async () => {
  const program = { filename: 'setup.exe', content: 'MZ a program', contentType: 'application/pdf' };
  const line = '- setup.exe: files that end in .exe are not passed on';
  const mail = {
    from: CUSTOMER,
    to: 'support@help.example.com',
    subject: 'Setup',
    text: 'It does not start.',
  };
  await world.sendMail({ ...mail, attachments: [program, letter] });
  const [ref = ''] = await world.tickets();
  const acknowledged = lastOf(await world.mailbox(CUSTOMER));
  expect(acknowledged.subject).toBe(`We have your request: Setup [${ref}]`);
  expect(acknowledged.text).toContain(line);
  expect(acknowledged.text).not.toContain(letter.filename);

  await world.sendMail({
    ...answerTo(acknowledged, { from: CUSTOMER, text: 'Here it is again.' }),
    attachments: [program],
  });
  const told = lastOf(await world.mailbox(CUSTOMER));
  expect(told.subject).toBe(`Files that we could not take [${ref}]`);
  expect(told.text).toContain(line);

  const agent = await addressOf(world, ref, (await world.ticket(ref)).steps[0]?.owner ?? 0);
  const brought = lastOf(await world.mailbox(agent));
  await world.sendMail({
    ...answerTo(brought, { from: agent, text: 'Please run this one.' }),
    attachments: [program],
  });
  expect(lastOf(await world.mailbox(CUSTOMER)).text).toContain('Not with this mail: setup.exe');
  const [toAgent] = (await world.mailbox(agent)).filter(({ subject }) => subject.startsWith('Files that'));
  expect(toAgent?.text).toContain(line);
  expect(toAgent?.text).toContain('*** Your answer goes to the CUSTOMER');
});
