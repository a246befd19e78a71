import { addBusinessMinutes, calendarNamed, durationMinutes, openingOn } from '../core/calendar.ts';
import { closeTicket } from '../core/closing.ts';
import { answersOf, calendarOf, processFacts } from '../core/process-facts.ts';
import { templateName } from '../core/process-template.ts';
import type { AwaitedStep, StepDefinition } from '../core/process-template.ts';
import { setValues } from '../core/set-values.ts';
import { allOf } from '../core/step-owner.ts';
import type { TicketDraft } from '../core/ticket-draft.ts';
import type { OpenStepDeps, OpenStepOutput, StepEntry } from './step-entry.ts';
import { suggestArticles } from './suggest-articles.ts';

type Definition<Kind extends StepDefinition['kind']> = Extract<StepDefinition, { kind: Kind }>;

/** What the desk does at once when a run comes to the step: nobody is waited for. */
export async function performStep(
  deps: OpenStepDeps,
  step: { draft: TicketDraft; entry: StepEntry; definition: Exclude<StepDefinition, AwaitedStep> },
): Promise<OpenStepOutput> {
  const { draft, entry, definition } = step;
  const { desk } = deps;
  if (definition.kind === 'parallel') throw new Error(`step ${entry.step} is the machine's own work`);
  if (definition.kind === 'wait')
    return { until: endOfWait(deps, draft, definition), facts: processFacts(draft, desk, draft.now) };
  if (definition.kind === 'close') close(draft, definition);
  else if (isFirstTry(draft, entry))
    switch (definition.kind) {
      case 'message':
        sendMessage(deps, draft, { entry, definition });
        break;
      case 'set':
        await setTicketValues(deps, draft, { entry, definition });
        break;
      case 'suggest':
        await suggestArticles(deps, draft, { entry, definition });
        break;
    }
  const outcome = 'on' in definition ? (Object.keys(definition.on)[0] ?? 'done') : 'done';
  return { outcome, times: 1, facts: processFacts(draft, desk, draft.now) };
}

/** False when an earlier try of the same call has done it. */
function isFirstTry(draft: TicketDraft, { step, run, entered }: StepEntry): boolean {
  return draft.fireOnce(`performed:${step}#${run}@${entered}`);
}

function close(draft: TicketDraft, { code }: Definition<'close'>): void {
  if (draft.ticket.closed) return;
  const { verdict } = draft.ticket;
  // Nobody was silent who could not be reached.
  const reached = code === 'presumed' && verdict === 'unreachable' ? verdict : code;
  closeTicket(draft, { code: reached === 'done' ? (verdict ?? 'done') : reached, by: 'process' });
}

function sendMessage(
  { desk }: OpenStepDeps,
  draft: TicketDraft,
  { entry, definition }: { entry: StepEntry; definition: Definition<'message'> },
): void {
  draft.addEvent('message_step', 'process', { step: entry.step });
  for (const { id } of allOf(definition.to === 'owner' ? 'assignee' : definition.to, draft, desk))
    draft.addEffect({
      kind: 'send_mail',
      mail: {
        to: id,
        template: templateName(definition.message),
        class: 'notification',
        answerAs: id === draft.ticket.requester ? 'reply' : 'note',
      },
    });
}

/** The rules of a set step may look for words in the requester's first message. */
async function setTicketValues(
  { store, desk }: OpenStepDeps,
  draft: TicketDraft,
  { entry, definition }: { entry: StepEntry; definition: Definition<'set'> },
): Promise<void> {
  const { ref, lastCustomerMessage, subject } = draft.ticket;
  const needsWords = definition.rules.some(({ words }) => words);
  const message = needsWords && lastCustomerMessage ? await store.message(ref, lastCustomerMessage) : null;
  setValues(draft, {
    step: entry.step,
    definition,
    holds: entry.holds ?? [],
    computed: entry.computed ?? {},
    words: `${subject}\n${message?.text ?? ''}`,
    desk,
  });
}

/** A day that was named is waited for until the desk opens on it; one that nobody named is today. */
function endOfWait({ desk }: OpenStepDeps, draft: TicketDraft, wait: Definition<'wait'>): string {
  const calendar = calendarNamed(desk.calendars, calendarOf(draft.ticket, desk));
  if (wait.for) return addBusinessMinutes(calendar, draft.now, durationMinutes(calendar, wait.for));
  const day = answersOf(draft.steps)[wait.until?.replace('answers.', '') ?? ''];
  const opening = typeof day === 'string' ? openingOn(calendar, day) : draft.now;
  return opening > draft.now ? opening : draft.now;
}
