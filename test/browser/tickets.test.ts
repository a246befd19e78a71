import { afterEach, expect, test } from 'vitest';
import { desktop, openPage } from './open-page.ts';
import type { OpenPage } from './open-page.ts';

let opened: OpenPage;
afterEach(() => opened.close());

test('where there are more tickets than are listed, the page says so and shows the older ones', async () => {
  opened = await openPage(desktop);
  const { page, desk, complaints } = opened;
  // As if a page of the list held one ticket only.
  await page.route(/_desk\/tickets(\?|$)/, (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set('limit', '1');
    return route.continue({ url: url.href });
  });
  for (const subject of ['First request', 'Second request']) {
    const mail = { from: 'customer@example.com', to: ['support@help.example.com'], subject, text: 'Help!' };
    await fetch(`http://127.0.0.1:${desk.httpPort}/_desk/mail`, {
      method: 'POST',
      body: JSON.stringify(mail),
    });
  }
  const tickets = page.locator('#ticket-list');
  await tickets.getByText('Second request').waitFor();
  expect(await page.locator('#ticket-count').innerText()).toBe('1+');
  expect(await tickets.getByText('First request').count()).toBe(0);
  await tickets.getByRole('button', { name: 'Show older tickets' }).click();
  await tickets.getByText('First request').waitFor();
  expect(await page.locator('#ticket-count').innerText()).toBe('2');
  expect(await tickets.getByRole('button', { name: 'Show older tickets' }).count()).toBe(0);
  expect(complaints).toEqual([]);
});
