import { afterEach, expect, test } from 'vitest';
import { desktop, openPage, phone } from './open-page.ts';
import type { OpenPage } from './open-page.ts';

let opened: OpenPage;
afterEach(() => opened.close());

test.each([
  ['desktop', desktop],
  ['phone', phone],
])('held mail is recovered and discarded on a %s', async (_device, size) => {
  opened = await openPage(size);
  const { page, desk, complaints } = opened;
  for (const subject of ['First offer', 'Second offer', 'Third offer']) {
    const mail = { from: 'news@letters.example', to: ['sales@help.example.com'], subject, text: 'Buy now.' };
    const body = JSON.stringify(mail);
    await fetch(`http://127.0.0.1:${desk.httpPort}/_desk/mail`, { method: 'POST', body });
  }
  await page.getByRole('button', { name: 'Held mail 3' }).click();
  const dialog = page.getByRole('dialog', { name: 'Held mail' });
  const entry = (subject: string) => dialog.getByRole('listitem').filter({ hasText: subject });
  expect(await entry('First offer').innerText()).toContain('Unroutable recipient');
  const box = await entry('First offer').boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? size.width + 1)).toBeLessThanOrEqual(size.width);
  expect(await entry('First offer').locator('.primary').count()).toBe(0);
  expect(await entry('First offer').innerText()).toMatch(/Id [0-9A-Z]{26}/);
  await entry('First offer').getByText('Show what it says').click();
  await entry('First offer').getByText('Buy now.').waitFor();

  const question = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: 'Cancel' }) });
  async function decide(subject: string, verb: string, answer: { as?: string; why?: string } = {}) {
    await entry(subject).getByRole('button', { name: verb, exact: true }).click();
    const { x, width } = (await question.boundingBox()) ?? { x: size.width, width: size.width };
    expect(x + width).toBeLessThanOrEqual(size.width);
    if (answer.why) await question.getByLabel('Why').fill(answer.why);
    await question.getByRole('button', { name: answer.as ?? verb, exact: true }).click();
  }
  await entry('First offer').getByRole('button', { name: 'Block sender' }).click();
  await question.getByRole('button', { name: 'Block sender' }).click();
  expect(await question.isVisible()).toBe(true);
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(await entry('Blocked for good').count()).toBe(0);
  await decide('First offer', 'Recover');
  await entry('First offer').waitFor({ state: 'detached' });
  await decide('Third offer', 'As a new ticket', { as: 'Recover' });
  await entry('Third offer').waitFor({ state: 'detached' });
  await decide('Second offer', 'Allow sender', { why: 'a customer' });
  await entry('Allowed for good').waitFor();
  await decide('Second offer', 'Block sender', { why: 'a lottery' });
  await entry('Blocked for good').waitFor();
  const notice = page.locator('#notice:popover-open');
  expect(await notice.innerText()).toMatch(/is blocked for good\. 1 mail from there is still held/);
  await decide('Second offer', 'Discard', { why: 'a lottery' });
  await entry('Nothing is held.').waitFor();
  expect(await notice.innerText()).toMatch(
    /^"Second offer" from news@letters\.example \(\w{26}\) is off the list/,
  );
  await decide('Blocked for good', 'Lift');
  await dialog.waitFor({ state: 'hidden' });
  const tickets = await fetch(`http://127.0.0.1:${desk.httpPort}/_desk/tickets`);
  expect(await tickets.json()).toMatchObject({
    tickets: [{ subject: 'Third offer' }, { subject: 'First offer' }],
  });
  expect(complaints).toEqual([]);
});
