import type { Locator, Page } from 'playwright-core';

/** One person's mailbox on the page, used as that person would. */
export interface MailboxColumn {
  column: Locator;
  /** The one that is being read. */
  openMail: Locator;
  text: Locator;
  /** Reads the newest mail that was not read yet, as soon as one with these words is there. */
  read(words: string | RegExp): Promise<void>;
  /** Reads mail after mail until one has these words in it. */
  readUntil(words: string): Promise<void>;
  /** Begins to answer the open mail: a `#command` by its button, then words below what is there. */
  answer(answer: { command?: string; text: string }): Promise<void>;
  /** Writes an answer into every field of the form that the answer was begun with. */
  fillIn(answerTo: (field: string) => string): Promise<void>;
  send(): Promise<void>;
}

export function mailboxColumn(page: Page, owner: string): MailboxColumn {
  const column = page.getByRole('region', { name: owner, exact: true });
  const openMail = column.locator('details.mail[open]');
  const text = column.locator('textarea');

  async function read(words: string | RegExp): Promise<void> {
    const unread = column.locator('details.mail[data-unread=true]').filter({ hasText: words }).first();
    await unread.waitFor();
    while ((await openMail.count()) > 0) await openMail.first().locator('summary').first().click();
    await unread.locator('summary').click();
    await openMail.waitFor();
  }

  return {
    column,
    openMail,
    text,
    read,
    async readUntil(words) {
      do await read('');
      while (!(await openMail.innerText()).includes(words));
    },
    async fillIn(answerTo) {
      const form = await text.inputValue();
      await text.fill(form.replaceAll(/^(\w+):.*$/gm, (_, field: string) => `${field}: ${answerTo(field)}`));
    },
    async answer({ command, text: words }) {
      await openMail.getByRole('button', { name: 'Reply' }).click();
      if (command) await column.getByRole('button', { name: command }).click();
      await text.fill(`${await text.inputValue()}${words}`);
    },
    async send() {
      await column.getByRole('button', { name: 'Send' }).click();
      await text.waitFor({ state: 'hidden' });
    },
  };
}
