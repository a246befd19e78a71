import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { replyFromPage, verifyFromPage } from '../app/customer-answer.ts';
import type { AnswerDeps, AnswerOutcome } from '../app/customer-answer.ts';
import { customerView, linkHolder, pageVisitor } from '../app/customer-page.ts';
import type { PageVisitor } from '../app/customer-page.ts';
import type { Downloads } from '../app/ports.ts';
import { offerFile, offerText } from '../app/ticket-files.ts';
import type { TextOffer } from '../app/ticket-files.ts';
import { answerFromSurvey, LONGEST_COMMENT, surveyView } from '../app/survey-page.ts';
import type { SurveyOutcome } from '../app/survey-page.ts';
import { toBase32 } from '../core/ids.ts';
import type { RandomBytes } from '../core/ids.ts';
import { unknownPage } from './page-document.ts';
import { acceptedLanguages, noticeNamed, wordsIn } from './page-language.ts';
import { fileHeaders, pageHeaders } from './page-style.ts';
import { fileKeptBackPage, LONGEST_ANSWER, statusPage } from './status-page.ts';
import { surveyPage } from './survey-page.ts';

const MAX_BODY = 256_000;

export type PagesAppDeps = AnswerDeps & { randomBytes: RandomBytes; downloads: Downloads };

const formName = z.string().regex(/^[0-9a-z]{26}$/);
/** Browsers send two characters for the end of a line, which they counted as one. */
const textOf = (longest: number) =>
  z
    .string()
    .transform((sent) => sent.replaceAll('\r\n', '\n'))
    .pipe(z.string().max(longest));
const text = textOf(LONGEST_ANSWER);
const replyForm = z.object({ form: formName, text });
const verifyForm = z.object({
  form: formName,
  step: z.string().max(100),
  visit: z.coerce.number().int().positive(),
  text: text.default(''),
});

const score = z.coerce.number().int().min(1).max(5);
const surveyForm = z.object({
  score,
  cycle: z.coerce.number().int().positive(),
  comment: textOf(LONGEST_COMMENT).default(''),
});

/**
 * The pages behind the links in our mails. `GET /t/<token>` shows how a request stands and changes nothing, however
 * often mail scanners open it; `POST /t/<token>/reply`, `/confirm` and `/reject` act and lead back to it by 303.
 * `/t/<token>/survey` asks how it went: a link marks a score, only `POST` saves it.
 * `/t/<token>/files/<message>/<place>` gives a file to whoever may read its message, and says why of one that is kept back.
 * `/t/<token>/messages/<message>` gives all that a long message says, in the same way.
 * Every token that is not ours has the same plain 404; 403 for a form on another site
 * and for the desk's own people, 400 for a form that is not ours.
 */
export function pagesApp(deps: PagesAppDeps): Hono {
  const app = new Hono();
  app.use('/t/*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(pageHeaders))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  });
  app.use('/t/*', bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.text('That is too long.', 413) }));

  app.get('/t/:token', async (c) => {
    const token = c.req.param('token');
    const visitor = await pageVisitor(deps, token);
    const languages = languagesOf(c);
    const words = wordsIn(languages);
    if (!visitor) return c.html(unknownPage(words), 404);
    const view = await customerView(deps, visitor, languages);
    const form = toBase32(deps.randomBytes(16)).toLowerCase();
    const notice = noticeNamed(c.req.query('said'));
    return c.html(statusPage({ view, words, action: `/t/${token}`, form, notice }));
  });

  app.post('/t/:token/reply', (c) =>
    act(deps, c, replyForm, (visitor, answer) => replyFromPage(deps, visitor, answer)),
  );
  app.post('/t/:token/confirm', (c) =>
    act(deps, c, verifyForm, (visitor, answer) =>
      verifyFromPage(deps, visitor, { ...answer, outcome: 'confirmed' }),
    ),
  );
  app.post('/t/:token/reject', (c) =>
    act(deps, c, verifyForm, (visitor, answer) =>
      verifyFromPage(deps, visitor, { ...answer, outcome: 'rejected' }),
    ),
  );
  app.get('/t/:token/survey', (c) => showSurvey(deps, c));
  app.get('/t/:token/files/:message{[0-9A-HJKMNP-TV-Z]{26}}/:index{[0-9]{1,3}}', (c) => giveFile(deps, c));
  app.get('/t/:token/messages/:message{[0-9A-HJKMNP-TV-Z]{26}}', (c) => giveText(deps, c));
  app.post('/t/:token/survey', (c) =>
    act(deps, c, surveyForm, (visitor, answer) => answerFromSurvey(deps, visitor, answer), '/survey'),
  );
  return app;
}

async function giveFile(deps: PagesAppDeps, c: Context): Promise<Response> {
  const words = wordsIn(languagesOf(c));
  const { token = '', message = '', index = '' } = c.req.param();
  const holder = await linkHolder(deps, token);
  const offer = holder && (await offerFile(deps, holder, { message, index: Number(index) }));
  return offer?.kind === 'kept_back'
    ? c.html(fileKeptBackPage(offer.state.kind, words), 403)
    : give(c, offer);
}

async function giveText(deps: PagesAppDeps, c: Context): Promise<Response> {
  const { token = '', message = '' } = c.req.param();
  const holder = await linkHolder(deps, token);
  return give(c, holder && (await offerText(deps, holder, message)));
}

async function give(c: Context, offer: TextOffer | null): Promise<Response> {
  switch (offer?.kind) {
    case 'elsewhere':
      return c.body(null, 302, { ...fileHeaders, Location: offer.url });
    case 'here':
      return c.body(new Uint8Array(offer.bytes), 200, {
        ...fileHeaders,
        'Content-Type': offer.file.type,
        'Content-Disposition': offer.file.disposition,
      });
    default:
      return c.html(unknownPage(wordsIn(languagesOf(c))), 404);
  }
}

async function showSurvey(deps: PagesAppDeps, c: Context): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const words = wordsIn(languagesOf(c));
  const visitor = await pageVisitor(deps, token);
  if (!visitor) return c.html(unknownPage(words), 404);
  const chosen = score.safeParse(c.req.query('score')).data ?? null;
  const notice = noticeNamed(c.req.query('said'));
  const view = surveyView(deps, visitor);
  return c.html(surveyPage({ view, words, action: `/t/${token}`, chosen, notice }));
}

async function act<Form>(
  deps: PagesAppDeps,
  c: Context,
  schema: z.ZodType<Form>,
  answer: (visitor: PageVisitor, form: Form) => Promise<AnswerOutcome | SurveyOutcome>,
  page = '',
): Promise<Response> {
  if (isFromElsewhere(c)) return c.text('This form belongs to another site.', 403);
  const token = c.req.param('token') ?? '';
  const visitor = await pageVisitor(deps, token);
  if (!visitor) return c.html(unknownPage(wordsIn(languagesOf(c))), 404);
  const form = schema.safeParse(await c.req.parseBody());
  if (!form.success) return c.text('This form is not complete. Please go back and try again.', 400);
  const { kind } = await answer(visitor, form.data);
  if (kind === 'not_the_customer')
    return c.text('This page is for the customer. To write, answer a mail of the desk.', 403);
  return c.redirect(`/t/${token}${page}?said=${kind}`, 303);
}

function languagesOf(c: Context): string[] {
  return acceptedLanguages(c.req.header('accept-language'));
}

/**
 * Browsers say which site a form was on. Because of our referrer policy the origin of our own forms is `null`; a
 * client that says neither is let in, for nobody else knows the address.
 */
function isFromElsewhere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('origin');
  return origin !== undefined && origin !== 'null' && origin !== new URL(c.req.url).origin;
}
