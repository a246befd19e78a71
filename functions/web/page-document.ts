import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Instant } from '../core/instant.ts';
import { pageStyle } from './page-style.ts';
import type { NoticeName, PageWords } from './words/page-words.ts';

/** Finished HTML; every text that goes into it has been escaped by the `html` tag. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The frame of every page. What people and admins wrote may run in another direction than the page does. */
export function pageDocument(page: { title: string; words: PageWords; content: Html }): Html {
  return html`<!doctype html>
    <html lang="${page.words.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${page.title}</title>
        ${raw(`<style>${pageStyle}</style>`)}
      </head>
      <body>
        <main>${page.content}</main>
      </body>
    </html>`;
}

/** Whose page it is and what it is about. */
export function pageHeader(request: { desk: string; ref: string; subject: string }): Html {
  return html`<header>
    <p><bdi>${request.desk}</bdi> · <span translate="no">${request.ref}</span></p>
    <h1 dir="auto">${request.subject}</h1>
  </header>`;
}

export function noticeLine(notice: NoticeName | null, words: PageWords): Html | null {
  return notice && html`<p class="notice" role="status">${words.notices[notice]}</p>`;
}

export function unknownPage(words: PageWords): Html {
  const { title, nothing, why } = words.unknown;
  return pageDocument({
    title,
    words,
    content: html`<h1>${nothing}</h1>
      <p>${why}</p>`,
  });
}

/** `Monday 23 November at 14:00 CET`: whoever reads it may live elsewhere. */
export function pageTime(at: Instant, { timeZone, words }: { timeZone: string; words: PageWords }): Html {
  const format = new Intl.DateTimeFormat(words.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  return html`<time datetime="${at}">${format.format(new Date(at))}</time>`;
}
