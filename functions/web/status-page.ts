import { html, raw } from 'hono/html';
import type { CustomerStage, CustomerView, PageFile, PageLine } from '../app/customer-page.ts';
import type { CustomerStep } from '../core/customer-steps.ts';
import { noticeLine, pageDocument, pageHeader, pageTime } from './page-document.ts';
import type { Html } from './page-document.ts';
import type { NoticeName, PageWords } from './words/page-words.ts';

/** Characters; in no script more bytes than the table takes, for the pages may not write to the bucket. */
export const LONGEST_ANSWER = 10_000;

/** @param page.action the page's own address, under which its forms are sent. @param page.form a new form's name. */
export function statusPage(page: {
  view: CustomerView;
  words: PageWords;
  action: string;
  form: string;
  notice: NoticeName | null;
}): Html {
  const { view, words, action, form, notice } = page;
  return pageDocument({
    title: `${view.ref}: ${view.subject}`,
    words,
    content: html`${pageHeader({ ...view, subject: view.subject || view.title })} ${noticeLine(notice, words)}
    ${standing(view, words)} ${view.verify && verification(view.verify, { words, action, form })}
    ${way(view.steps, words)} ${conversation(view, { words, action })}
    ${view.mayAnswer ? reply(view.stage, { words, action, form }) : html`<p>${words.forTheDesk}</p>`}`,
  });
}

function standing(view: CustomerView, words: PageWords): Html {
  const { stands, turn } = words.standings[view.stage];
  const { promise, timeZone } = view;
  return html`<section class="stand" aria-labelledby="stands">
    <h2 id="stands">${words.whereItStands}</h2>
    <p>${stands}</p>
    <p class="turn">${turn}</p>
    ${
      promise &&
      html`<p>
        ${words.promises[promise.what][promise.late ? 'late' : 'open']}
        ${pageTime(promise.at, { timeZone, words })}.
      </p>`
    }
  </section>`;
}

function way(steps: CustomerStep[], words: PageWords): Html | null {
  if (steps.length === 0) return null;
  return html`<section aria-labelledby="way">
    <h2 id="way">${words.way}</h2>
    <ol class="steps">
      ${steps.map(
        ({ label, state }) =>
          html`<li class="${state}" ${state === 'current' ? raw('aria-current="step"') : ''}>
            <bdi>${label}</bdi><span class="hidden"> (${words.stepStates[state]})</span>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** What every form on the page needs to know. */
interface FormPlace {
  words: PageWords;
  action: string;
  form: string;
}

function verification(verify: { step: string; visit: number }, { words, action, form }: FormPlace): Html {
  const { question, yes, missing, no } = words.verify;
  const hidden = html`<input type="hidden" name="form" value="${form}" />
    <input type="hidden" name="step" value="${verify.step}" />
    <input type="hidden" name="visit" value="${verify.visit}" />`;
  return html`<section aria-labelledby="verify">
    <h2 id="verify">${question}</h2>
    <form method="post" action="${action}/confirm">
      ${hidden}
      <button>${yes}</button>
    </form>
    <form method="post" action="${action}/reject">
      ${hidden}
      <label for="missing">${missing}</label>
      <textarea id="missing" name="text" dir="auto" maxlength="${LONGEST_ANSWER}"></textarea>
      <button class="second">${no}</button>
    </form>
  </section>`;
}

/** Where files lie is said from the page's own address on. */
type MessagePlace = Pick<FormPlace, 'words' | 'action'>;

function conversation(view: CustomerView, place: MessagePlace): Html | null {
  const { words } = place;
  if (view.messages.length === 0) return null;
  return html`<section aria-labelledby="messages">
    <h2 id="messages">${words.messages}</h2>
    ${view.earlier > 0 && html`<p class="when">${words.earlier(view.earlier)}</p>`}
    ${view.messages.map((line) => message(line, { view, ...place }))}
  </section>`;
}

function message(line: PageLine, place: MessagePlace & { view: CustomerView }): Html {
  const { view, words } = place;
  const { timeZone } = view;
  return html`<article class="message">
    <p class="who" dir="auto">${writer(line, { view, words })}</p>
    <p class="when">${pageTime(line.at, { timeZone, words })}</p>
    <p class="text" dir="auto">${line.text}</p>
    ${line.whole !== null && html`<p><a href="${place.action}${line.whole}">${words.wholeText}</a></p>`}
    ${
      line.files.length > 0 &&
      html`<ul class="files">
        ${line.files.map((file) => html`<li>${fileLine(file, place)}</li>`)}
      </ul>`
    }
  </article>`;
}

function fileLine({ name, size, path, state }: PageFile, { words, action }: MessagePlace): Html {
  if (path !== null)
    return html`<a href="${action}${path}"><bdi>${name}</bdi></a> (${sizeText(size, words)})`;
  return html`<bdi>${name}</bdi> (${keptBackText(state, words)})`;
}

/** In place of a file that is kept back. */
export function fileKeptBackPage(state: PageFile['state'], words: PageWords): Html {
  return pageDocument({
    title: words.fileKeptBack,
    words,
    content: html`<h1>${words.fileKeptBack}</h1>
      <p>${keptBackText(state, words)}</p>`,
  });
}

function keptBackText(state: PageFile['state'], { filesKeptBack }: PageWords): string {
  return filesKeptBack[state === 'clean' || state === 'unscanned' ? 'gone' : state];
}

function sizeText(bytes: number, { locale }: PageWords): string {
  const isLarge = bytes >= 1_000_000;
  const unit = isLarge ? 'megabyte' : 'kilobyte';
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    maximumFractionDigits: isLarge ? 1 : 0,
  });
  return format.format(isLarge ? bytes / 1_000_000 : Math.max(1, bytes / 1_000));
}

function writer({ from, name }: PageLine, { view, words }: { view: CustomerView; words: PageWords }): string {
  if (from === 'you') return words.you;
  if (from === 'other') return name || words.somebodyElse;
  return name === view.desk ? name : `${name}, ${view.desk}`;
}

function reply(stage: CustomerStage, { words, action, form }: FormPlace): Html {
  const { answer, write, label, send } = words.reply;
  return html`<section aria-labelledby="reply">
    <h2 id="reply">${stage === 'with_you' ? answer : write}</h2>
    <form method="post" action="${action}/reply">
      <input type="hidden" name="form" value="${form}" />
      <label for="text">${label}</label>
      <textarea id="text" name="text" dir="auto" required maxlength="${LONGEST_ANSWER}"></textarea>
      <button>${send}</button>
    </form>
  </section>`;
}
