import { cutText } from './cut-text.ts';

/** A help article of desk/articles, as it is written there and offered in mails. */
export interface Article {
  /** Its file's name without the ending. */
  id: string;
  /** Its first heading. */
  title: string;
  /** Whom it is for, as `de`; null when it does not say. */
  language: string | null;
  /** Words that people use for it and that its text does not. */
  terms: string;
  /** Markdown, without front matter and title. */
  text: string;
}

/** Characters of an article in a mail. */
const SHOWN = 1_200;

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;

/** Reads the Markdown of an article: front matter with `lang:` and `terms:` may stand before it. */
export function readArticle(id: string, source: string): Article {
  const front = FRONT_MATTER.exec(source);
  const body = source.slice(front?.[0].length ?? 0);
  const title = /^#\s+(.+)$/m.exec(body);
  const value = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'm').exec(front?.[1] ?? '')?.[1]?.trim();
  return {
    id,
    title: title?.[1]?.trim() ?? id,
    language: value('lang') ?? null,
    terms: value('terms') ?? '',
    text: (title ? body.replace(title[0], '') : body).trim(),
  };
}

/** An article's text for a mail: whole, or its first paragraphs where it is long. */
export function shownArticle({ text }: Article): string {
  if (text.length <= SHOWN) return text;
  const end = text.lastIndexOf('\n\n', SHOWN);
  return end > 0 ? `${text.slice(0, end)}\n\n[…]` : cutText(text, SHOWN);
}
