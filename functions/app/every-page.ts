import type { Page, PageRequest } from './ports.ts';

/** Everything that is on a list, page by page. */
export async function everyPage<Item>(read: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  let after: string | null = null;
  do {
    const page: Page<Item> = await read({ limit: 100, after });
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found;
}
