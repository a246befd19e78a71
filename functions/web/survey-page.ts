import { html, raw } from 'hono/html';
import { LONGEST_COMMENT } from '../app/survey-page.ts';
import type { SurveyView } from '../app/survey-page.ts';
import { noticeLine, pageDocument, pageHeader, pageTime } from './page-document.ts';
import type { Html } from './page-document.ts';
import type { NoticeName, PageWords } from './words/page-words.ts';

/**
 * @param page.action the status page's own address. @param page.chosen the score of the link that led here: marked, and
 * saved only by sending the form.
 */
export function surveyPage(page: {
  view: SurveyView;
  words: PageWords;
  action: string;
  chosen: number | null;
  notice: NoticeName | null;
}): Html {
  const { view, words, action, notice } = page;
  const chosen = page.chosen ?? view.score;
  return pageDocument({
    title: `${view.ref}: ${words.survey.question}`,
    words,
    content: html`${pageHeader(view)} ${noticeLine(notice, words)}
      <section aria-labelledby="survey">
        <h2 id="survey">${words.survey.question}</h2>
        ${view.open ? question({ ...page, open: view.open, chosen }) : html`<p>${words.survey.over}</p>`}
      </section>
      <p><a href="${action}">${words.survey.back}</a></p>`,
  });
}

function question(page: {
  view: SurveyView;
  open: NonNullable<SurveyView['open']>;
  words: PageWords;
  action: string;
  chosen: number | null;
}): Html {
  const { view, open, words, action, chosen } = page;
  const { comment, save, scores, until } = words.survey;
  return html`<form method="post" action="${action}/survey">
    <input type="hidden" name="cycle" value="${open.cycle}" />
    <fieldset class="scores">
      <legend class="hidden">${words.survey.question}</legend>
      ${scores.map((label, index) => score({ score: index + 1, label, chosen })).toReversed()}
    </fieldset>
    <label for="comment">${comment}</label>
    <textarea id="comment" name="comment" dir="auto" maxlength="${LONGEST_COMMENT}">${view.comment}</textarea>
    <button>${save}</button>
    <p class="when">${until} ${pageTime(open.until, { timeZone: view.timeZone, words })}.</p>
  </form>`;
}

function score(choice: { score: number; label: string; chosen: number | null }): Html {
  const checked = choice.score === choice.chosen ? raw(' checked') : '';
  return html`<label class="score">
    <input type="radio" name="score" value="${choice.score}" required${checked} /> ${choice.label}
  </label>`;
}
