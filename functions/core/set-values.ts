import { priorities } from './desk.ts';
import type { Desk } from './desk.ts';
import type { SetStep, TicketValues } from './process-template.ts';
import type { Ticket } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Gives a ticket the values that a set step's rules have for it: each value from the first rule that holds and has one,
 * tags from all of them. Impact and urgency make the priority (desk.yaml's matrix) unless a rule names one.
 *
 * @param step.holds whether each rule's `when` holds; one without `when` does.
 * @param step.words what the rules' words are looked for in.
 */
export function setValues(
  draft: TicketDraft,
  step: {
    step: string;
    definition: SetStep;
    holds: boolean[];
    computed: Record<string, unknown>;
    words: string;
    desk: Desk;
  },
): void {
  const holding = step.definition.rules.filter(
    (rule, index) =>
      (!rule.when || step.holds[index] === true) &&
      (!rule.words || rule.words.some((word) => isWordIn(word, step.words))),
  );
  const values = holding.reduceRight<TicketValues>((later, { set }) => ({ ...later, ...set }), {});
  const tags = holding.flatMap(({ set }) => set.tags ?? []);
  const fields = {
    ...Object.fromEntries(holding.toReversed().flatMap(({ set }) => Object.entries(set.fields ?? {}))),
    ...plain(step.computed),
  };
  if (holding.length > 0 || Object.keys(fields).length > 0)
    changeTicket(draft, { ...values, tags, fields }, { desk: step.desk, by: 'process' });
}

/** Scripts that are written without spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Whole words only: `down` is not in `download`; `rechnung*` is also the beginning of `Rechnungsnummer`. */
function isWordIn(word: string, text: string): boolean {
  if (UNSPACED.test(word)) return text.includes(word);
  const letters = word.replace(/\*$/, '').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const end = word.endsWith('*') ? '' : String.raw`(?![\p{L}\p{N}])`;
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${letters}${end}`, 'iu').test(text);
}

/** Changes what a ticket is known by, and writes down what was changed. `untag` takes tags off. */
export function changeTicket(
  draft: TicketDraft,
  values: TicketValues & { untag?: string[] },
  { desk, by, reason }: { desk: Desk; by: string; reason?: string },
): void {
  const { ticket } = draft;
  const impact = values.impact ?? ticket.impact;
  const urgency = values.urgency ?? ticket.urgency;
  const assessed =
    values.impact || values.urgency ? impact && urgency && desk.priorityMatrix[impact][urgency] : undefined;
  const wanted = [...(ticket.tags ?? []), ...(values.tags ?? [])];
  const tags = [...new Set(wanted)].filter((tag) => !values.untag?.includes(tag));
  const fields = { ...ticket.fields, ...values.fields };
  const changed: Ticket = {
    ...ticket,
    ...(impact ? { impact } : {}),
    ...(urgency ? { urgency } : {}),
    ...(tags.length > 0 || ticket.tags ? { tags } : {}),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(values.team && Object.hasOwn(desk.teams, values.team) ? { team: values.team } : {}),
  };
  draft.ticket = changed;
  draft.addEvent('ticket_changed', by, { ...values, ...(reason ? { reason } : {}) });
  const priority = priorities.find((one) => one === (values.priority ?? assessed));
  if (priority && priority !== ticket.priority) draft.changePriority(priority, by);
}

function plain(computed: Record<string, unknown>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(computed).filter(
      (entry): entry is [string, string | number | boolean] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number' || typeof entry[1] === 'boolean',
    ),
  );
}
