import { Liquid } from 'liquidjs';
import type { Template } from 'liquidjs';
import type { MailFacts } from '../core/mail-facts.ts';

/**
 * The texts of `desk/replies`: the first line is `Subject: …`, then an empty line, then the body, all in Liquid
 * (https://shopify.github.io/liquid). Texts read no files, know only the facts of the mail and are bounded.
 */
export interface MailText {
  subject: Template[];
  body: Template[];
}

const liquid = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  /** Partials come from this (empty) collection, never from the disk. */
  templates: {},
  parseLimit: 100_000,
  renderLimit: 2_000,
  memoryLimit: 10_000_000,
});

const SUBJECT_LINE = /^Subject: *(\S.*)\r?\n\r?\n/;

/**
 * Positions in the parts are those of the whole file.
 * @throws Error that says what is wrong; liquidjs's own errors know the place.
 */
export function parseMailText(source: string): MailText {
  const head = SUBJECT_LINE.exec(source);
  if (!head) throw new Error('a mail text begins with a line "Subject: …" and an empty line');
  const [firstLines, subject = ''] = head;
  return {
    subject: liquid.parse(' '.repeat(firstLines.indexOf(subject)) + subject),
    body: liquid.parse('\n\n' + source.slice(firstLines.length)),
  };
}

/** @throws Error when the text names what the facts do not hold. */
export function renderMailText(text: MailText, facts: MailFacts): { subject: string; body: string } {
  return {
    subject: String(liquid.renderSync(text.subject, facts)).trim(),
    body: `${String(liquid.renderSync(text.body, facts)).trim()}\n`,
  };
}

/** Every variable that a text uses, as `step.title`, with the line on which it stands. */
export function variablesOf(text: MailText): { name: string; line: number }[] {
  const { globals } = liquid.analyzeSync([...text.subject, ...text.body], { partials: false });
  return Object.values(globals)
    .flat()
    .map((variable) => ({
      name: variable.segments.filter((segment) => typeof segment === 'string').join('.'),
      line: variable.location.row,
    }));
}

const parsed = new WeakMap<Record<string, string>, Map<string, MailText>>();

/** A text of the desk by name, parsed once in a process's life. Throws when there is none or it is broken. */
export function mailTextNamed(replies: Record<string, string>, name: string): MailText {
  const known = parsed.get(replies) ?? new Map<string, MailText>();
  parsed.set(replies, known);
  const text = known.get(name) ?? parseMailText(sourceNamed(replies, name));
  known.set(name, text);
  return text;
}

function sourceNamed(replies: Record<string, string>, name: string): string {
  const source = replies[name];
  if (source === undefined) throw new Error(`desk/replies has no text ${name}.liquid`);
  return source;
}
