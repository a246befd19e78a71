import { composeMail } from '../compose-mail.ts';

/** A mail of the bench with the envelope it is sent in. */
export interface BenchMail {
  mailFrom: string;
  recipient: string;
  messageId: string;
  subject: string;
  raw: Uint8Array;
}

const SENDERS = 200;
const RECIPIENT = 'support@help.example.com';

/**
 * Made-up mails as help desks receive them: of each twenty twelve are short texts, five are HTML with the history
 * of the conversation, two carry a file of 200 KB and one shows pictures inline. The same seed makes the same mails.
 */
export async function mixedMails(count: number, seed: number): Promise<BenchMail[]> {
  const random = seededRandom(seed);
  const mails: BenchMail[] = [];
  for (let index = 0; index < count; index++) mails.push(await oneMail(index, seed, random));
  return mails;
}

/** The same people answer: each mail names the earlier one it belongs to. */
export async function answersTo(mails: BenchMail[], seed: number): Promise<BenchMail[]> {
  const random = seededRandom(seed);
  const answers: BenchMail[] = [];
  for (const [index, mail] of mails.entries()) answers.push(await oneMail(index, seed, random, mail));
  return answers;
}

async function oneMail(
  index: number,
  seed: number,
  random: () => number,
  answered?: BenchMail,
): Promise<BenchMail> {
  const mailFrom = answered?.mailFrom ?? `customer-${Math.floor(random() * SENDERS)}@shop.example`;
  const messageId = `bench-${seed}-${index}@shop.example`;
  const subject = answered ? `Re: ${answered.subject}` : sentence(random, 5);
  const raw = await composeMail({
    from: { name: 'A Customer', address: mailFrom },
    to: [{ name: '', address: RECIPIENT }],
    subject,
    messageId,
    date: '2026-11-23T09:00:00.000Z',
    headers: answered
      ? { 'In-Reply-To': `<${answered.messageId}>`, References: `<${answered.messageId}>` }
      : {},
    ...bodyOf(index % 20, random),
  });
  return { mailFrom, recipient: RECIPIENT, messageId, subject, raw };
}

function bodyOf(kind: number, random: () => number) {
  const text = paragraphs(random, 6);
  if (kind < 12) return { text };
  if (kind < 17) {
    const earlier = Array.from({ length: 5 }, () => paragraphs(random, 8));
    return {
      text: `${text}\n\n${quotedText(earlier)}`,
      html: `<html><body>${htmlOf(text)}${quotedHtml(earlier)}</body></html>`,
    };
  }
  if (kind < 19)
    return {
      text,
      attachments: [{ name: 'invoice.pdf', contentType: 'application/pdf', bytes: noise(random, 200_000) }],
    };
  return {
    text,
    html: `<html><body>${htmlOf(text)}<img src="cid:one@shop.example"><img src="cid:two@shop.example"></body></html>`,
    attachments: ['one', 'two'].map((name) => ({
      name: `${name}.png`,
      contentType: 'image/png',
      bytes: noise(random, 35_000),
      contentId: `${name}@shop.example`,
    })),
  };
}

const ATTRIBUTION =
  'On Mon, 16 Nov 2026 at 10:00, Support &lt;<a href="mailto:support@help.example.com">support@help.example.com</a>&gt; wrote:';

/** Each message quotes the one before it, as mail clients do. */
function quotedText(messages: string[]): string {
  const [latest, ...earlier] = messages;
  if (latest === undefined) return '';
  const quoted = `${latest}\n\n${quotedText(earlier)}`.replaceAll(/^/gm, '> ');
  return `On Mon, 16 Nov 2026 at 10:00, Support <${RECIPIENT}> wrote:\n${quoted}`;
}

function quotedHtml(messages: string[]): string {
  const [latest, ...earlier] = messages;
  if (latest === undefined) return '';
  const signature =
    '<div class="gmail_signature">Support<br><a href="https://www.example.com/help">www.example.com/help</a></div>';
  return `<div class="gmail_quote"><div dir="ltr" class="gmail_attr">${ATTRIBUTION}<br></div>
    <blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">
    ${htmlOf(latest)}${signature}${quotedHtml(earlier)}</blockquote></div>`;
}

function htmlOf(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => `<p style="margin:0 0 1em"><span>${paragraph.replaceAll('\n', '<br>')}</span></p>`)
    .join('');
}

const WORDS =
  'the order printer invoice does not work since monday we tried again restart cable driver paper window error code please help how can when delivery number address change account möchte größer réponse';

function sentence(random: () => number, length: number): string {
  const words = WORDS.split(' ');
  return Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ');
}

function paragraphs(random: () => number, count: number): string {
  return Array.from({ length: count }, () => `${sentence(random, 12)}.\n${sentence(random, 14)}.`).join(
    '\n\n',
  );
}

function noise(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** A small generator of even numbers in [0, 1): a linear congruence modulo 2^32 (Numerical Recipes §7.1). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
