import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { CustomerPromise, CustomerStage, CustomerView, PageLine } from '../app/customer-page.ts';
import type { CustomerStep } from '../core/customer-steps.ts';
import type { Instant } from '../core/instant.ts';
import { pageStyle } from './page-style.ts';

/** Finished HTML; every text that goes into it has been escaped by the `html` tag. */
type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Characters; in no script more bytes than the table takes, for the pages may not write to the bucket. */
export const LONGEST_ANSWER = 10_000;

/** What the page says after something was done on it, by the word in its address. */
const notices = {
  said: 'Thank you. Your message has reached us.',
  confirmed: 'Thank you for telling us that it works.',
  rejected: 'Thank you. We take it up again.',
  nothing_written: 'There was nothing written yet.',
  moved_on: 'This has moved on meanwhile. Below is how it stands now.',
  too_many: 'That was a lot at once. Please wait a minute and try again.',
} as const;
export type Notice = keyof typeof notices;

export function isNotice(word: string): word is Notice {
  return Object.hasOwn(notices, word);
}

const standings: Record<CustomerStage, { stands: string; turn: string }> = {
  with_us: { stands: 'We are working on your request.', turn: 'It is our turn.' },
  with_you: { stands: 'We asked you something and wait for your answer.', turn: 'It is your turn.' },
  verify: { stands: 'We believe that this is solved.', turn: 'It is your turn: does it work?' },
  solved: {
    stands: 'This is solved. We are writing down what we learned.',
    turn: 'Nothing is left for you to do.',
  },
  closed: {
    stands: 'This request is closed.',
    turn: 'Nothing is left to do. If you write, we look at it again.',
  },
};

const promises: Record<CustomerPromise['what'], { open: string; late: string }> = {
  first_reply: { open: 'You hear from us by', late: 'You should have heard from us by' },
  step: { open: 'We get to the next step by', late: 'We should have got to the next step by' },
  resolution: { open: 'We want to have it solved by', late: 'We wanted to have it solved by' },
  your_answer: { open: 'Please answer by', late: 'We waited for your answer until' },
};

/** @param page.action the page's own address, under which its forms are sent. @param page.form a new form's name. */
export function statusPage(page: {
  view: CustomerView;
  action: string;
  form: string;
  notice: Notice | null;
}): Html {
  const { view, action, form, notice } = page;
  return document(
    `${view.ref}: ${view.subject}`,
    html`<header>
        <p>${view.desk} · <span translate="no">${view.ref}</span></p>
        <h1>${view.subject || view.title}</h1>
      </header>
      ${notice && html`<p class="notice" role="status">${notices[notice]}</p>`} ${standing(view)}
      ${view.verify && verification(view.verify, action, form)} ${way(view.steps)} ${conversation(view)}
      ${view.mayAnswer ? reply(view.stage, action, form) : forTheDesk()}`,
  );
}

export function unknownPage(): Html {
  return document(
    'Page not found',
    html`<h1>There is nothing here</h1>
      <p>
        Please open the link in our mail again, in full. Links stop working some time after a request was
        closed.
      </p>`,
  );
}

function document(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${raw(`<style>${pageStyle}</style>`)}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
}

function standing(view: CustomerView): Html {
  const { stands, turn } = standings[view.stage];
  const { promise } = view;
  return html`<section class="stand" aria-labelledby="stands">
    <h2 id="stands">Where it stands</h2>
    <p>${stands}</p>
    <p class="turn">${turn}</p>
    ${
      promise &&
      html`<p>
        ${promises[promise.what][promise.late ? 'late' : 'open']} ${time(promise.at, view.timeZone)}.
      </p>`
    }
  </section>`;
}

function way(steps: CustomerStep[]): Html | null {
  if (steps.length === 0) return null;
  return html`<section aria-labelledby="way">
    <h2 id="way">The way of your request</h2>
    <ol class="steps">
      ${steps.map(
        ({ label, state }) =>
          html`<li class="${state}" ${state === 'current' ? raw('aria-current="step"') : ''}>
            ${label}<span class="hidden"> (${stepStates[state]})</span>
          </li>`,
      )}
    </ol>
  </section>`;
}

const stepStates: Record<CustomerStep['state'], string> = {
  done: 'done',
  current: 'now',
  ahead: 'still to come',
};

function verification(verify: { step: string; visit: number }, action: string, form: string): Html {
  const hidden = html`<input type="hidden" name="form" value="${form}" />
    <input type="hidden" name="step" value="${verify.step}" />
    <input type="hidden" name="visit" value="${verify.visit}" />`;
  return html`<section aria-labelledby="verify">
    <h2 id="verify">Does it work?</h2>
    <form method="post" action="${action}/confirm">
      ${hidden}
      <button>It works</button>
    </form>
    <form method="post" action="${action}/reject">
      ${hidden}
      <label for="missing">What is still wrong? (if you like)</label>
      <textarea id="missing" name="text" maxlength="${LONGEST_ANSWER}"></textarea>
      <button class="second">Not yet</button>
    </form>
  </section>`;
}

function conversation(view: CustomerView): Html | null {
  if (view.messages.length === 0) return null;
  return html`<section aria-labelledby="messages">
    <h2 id="messages">Messages</h2>
    ${view.earlier > 0 && html`<p class="when">${view.earlier} earlier messages are left out.</p>`}
    ${view.messages.map((line) => message(line, view))}
  </section>`;
}

function message(line: PageLine, view: CustomerView): Html {
  return html`<article class="message">
    <p class="who">${writer(line, view)}</p>
    <p class="when">${time(line.at, view.timeZone)}</p>
    <p class="text">${line.text}</p>
    ${line.files.length > 0 && html`<p class="files">With ${line.files.join(', ')}</p>`}
  </article>`;
}

function writer({ from, name }: PageLine, view: CustomerView): string {
  if (from === 'you') return 'You';
  if (from === 'other') return name || 'Somebody else on this request';
  return name === view.desk ? name : `${name}, ${view.desk}`;
}

function reply(stage: CustomerStage, action: string, form: string): Html {
  return html`<section aria-labelledby="reply">
    <h2 id="reply">${stage === 'with_you' ? 'Your answer' : 'Write to us'}</h2>
    <form method="post" action="${action}/reply">
      <input type="hidden" name="form" value="${form}" />
      <label for="text">Your message</label>
      <textarea id="text" name="text" required maxlength="${LONGEST_ANSWER}"></textarea>
      <button>Send</button>
    </form>
  </section>`;
}

/** What one of the desk's own people finds in place of the forms. */
function forTheDesk(): Html {
  return html`<p>This is what the customer sees. To write, answer a mail of the desk.</p>`;
}

/** `Monday 23 November at 14:00 CET`: whoever reads it may live elsewhere. */
function time(at: Instant, timeZone: string): Html {
  const format = new Intl.DateTimeFormat('en-GB', {
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
