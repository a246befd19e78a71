import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { mailboxColumn } from './mailbox-column.ts';
import { desktop, openPage, phone } from './open-page.ts';
import type { OpenPage } from './open-page.ts';

/** `SCREENSHOTS=docs/screenshots npm run test:browser` takes the pictures of the manual anew. */
const screenshots = process.env['SCREENSHOTS'];
const SUBJECT = 'The printer prints everything in grey';

let opened: OpenPage;
afterEach(() => opened.close());

describe('the page', () => {
  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('tells the whole story on a %s', async (device, size) => {
    opened = await openPage(size);
    const { page, complaints } = opened;
    const look = (name: string) => lookAt(page, `${device}-${name}`);
    const customer = mailboxColumn(page, 'Customer');
    await look('empty');
    await customer.column.getByRole('button', { name: 'Write one' }).click();
    await customer.send();
    await customer.read('We have your request');

    const [work] = await openSteps(page, 1);
    const agent = mailboxColumn(page, work?.owner ?? '');
    await agent.read(SUBJECT);
    await look('assigned');
    await agent.answer({ text: 'Please put in a new colour cartridge.' });
    await agent.send();
    await customer.read(SUBJECT);
    expect(await customer.openMail.innerText()).toContain('Please put in a new colour cartridge.');

    await agent.answer({ command: '#done', text: 'The new cartridge is on its way to you.' });
    await look('answering');
    await agent.send();
    await customer.readUntil('Is it?');
    await customer.answer({ text: 'Yes, it works. Thank you!' });
    await customer.send();

    const closingWork = await openSteps(page, 3);
    await show(page, 'tickets', () => look('closing-work'));
    for (const { step, owner } of closingWork) {
      const colleague = mailboxColumn(page, owner);
      await colleague.read(`${step}: ${SUBJECT}`);
      await colleague.answer({ text: '' });
      await look(`form-${step.replaceAll(' ', '-').toLowerCase()}`);
      await colleague.fillIn((field) =>
        field === 'article' ? 'no_article_fitted' : 'The colour cartridge was empty.',
      );
      await colleague.send();
    }
    await openSteps(page, 0);
    await show(page, 'tickets', async () => {
      expect(await page.locator('.ticket-head').innerText()).toContain('Closed');
      await look('closed');
    });
    expect(complaints).toEqual([]);
  });

  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('nothing sticks out sideways on a %s', async (_, size) => {
    opened = await openPage(size);
    const width = await opened.page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(size.width);
  });

  test('moves its clock to the next deadline, and the reminder is there', async () => {
    opened = await openPage(desktop);
    const { page } = opened;
    const customer = mailboxColumn(page, 'Customer');
    await customer.column.getByRole('button', { name: 'Write one' }).click();
    await customer.send();
    const [work] = await openSteps(page, 1);
    const agent = mailboxColumn(page, work?.owner ?? '');
    await agent.read(SUBJECT);
    await page.getByRole('button', { name: 'To the next deadline' }).click();
    await agent.read('Reminder');
  });
});

/** The steps of the shown ticket that wait for somebody, once there are so many. */
async function openSteps(page: Page, count: number): Promise<{ step: string; owner: string }[]> {
  const lines = page.locator('.ticket:has(.ticket-head) .open-steps li');
  await page.locator('.ticket-head').waitFor({ state: 'attached' });
  await expect.poll(() => lines.count(), { timeout: 15_000 }).toBe(count);
  const texts = await lines.allTextContents();
  return texts.map((text) => {
    const [, step = '', owner = ''] = /^(.+) is with ([^,]+)/.exec(text) ?? [];
    return { step, owner };
  });
}

/** A phone shows one side of the page at a time. */
async function show(page: Page, view: 'tickets', look: () => Promise<void>): Promise<void> {
  const switchTo = page.locator(`.views button[data-view=${view}]`);
  const isPhone = await switchTo.isVisible();
  if (isPhone) await switchTo.click();
  await look();
  if (isPhone) await page.locator('.views button[data-view=mail]').click();
}

async function lookAt(page: Page, name: string): Promise<void> {
  if (!screenshots) return;
  await page.evaluate('notice.hidePopover()');
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
