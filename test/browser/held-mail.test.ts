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
  await entry('First offer').getByRole('button', { name: 'Recover' }).click();
  await entry('First offer').waitFor({ state: 'detached' });
  await entry('Third offer').getByRole('button', { name: 'As a new ticket' }).click();
  await entry('Third offer').waitFor({ state: 'detached' });
  await entry('Second offer').getByRole('button', { name: 'Allow sender' }).click();
  await entry('Allowed for good').waitFor();
  await entry('Second offer').getByRole('button', { name: 'Block sender' }).click();
  await entry('Blocked for good').waitFor();
  expect(await page.locator('#notice:popover-open').innerText()).toContain('is blocked');
  await entry('Second offer').getByRole('button', { name: 'Discard' }).click();
  await entry('Nothing is held.').waitFor();
  await entry('Blocked for good').getByRole('button', { name: 'Lift' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const tickets = await fetch(`http://127.0.0.1:${desk.httpPort}/_desk/tickets`);
  expect(await tickets.json()).toMatchObject({
    tickets: [{ subject: 'Third offer' }, { subject: 'First offer' }],
  });
  expect(complaints).toEqual([]);
});
