import type { Locator, Page } from 'playwright-core';

/** One person's mailbox on the page, used as that person would. */
export interface MailboxColumn {
  column: Locator;
  writeNew(mail: { subject: string; text: string }): Promise<void>;
  /** Opens the newest mail of this subject, waiting for it to arrive. */
  open(subject: string | RegExp): Promise<Locator>;
  /** Answers a mail that is open: `#command` buttons first, then words. */
  answer(mail: Locator, answer: { command?: string; text: string }): Promise<void>;
}

export function mailboxColumn(page: Page, owner: string): MailboxColumn {
  const column = page.getByRole('region', { name: owner, exact: true });
  const text = column.locator('textarea');

  async function send(): Promise<void> {
    await column.getByRole('button', { name: 'Send' }).click();
    await text.waitFor({ state: 'hidden' });
  }

  return {
    column,
    async writeNew(mail) {
      await column.getByRole('button', { name: 'Write', exact: true }).click();
      await column.getByLabel('Subject').fill(mail.subject);
      await text.fill(mail.text);
      await send();
    },
    async open(subject) {
      const mail = column.locator('details.mail').filter({ hasText: subject }).first();
      await mail.locator('summary').first().click();
      return mail;
    },
    async answer(mail, { command, text: words }) {
      await mail.getByRole('button', { name: 'Reply' }).click();
      const asked = await text.inputValue();
      await text.fill(`${asked}${words}`);
      if (command) await column.getByRole('button', { name: command }).click();
      await send();
    },
  };
}
