import { approversOf, isApproval } from './approval.ts';
import { by, called, colleagueNamed, isSameVisit, refusedOrder } from './agent-ordering.ts';
import type { AgentOrdering, Planned } from './agent-ordering.ts';
import { calendarNamed } from './calendar.ts';
import { closeTicket } from './closing.ts';
import type { Command } from './command-grammar.ts';
import { parallelsAround } from './customer-steps.ts';
import { isOwnAddress } from './desk.ts';
import { handOver, handOverRefusal } from './hand-over.ts';
import { MOST_PEOPLE } from './inbound-routing.ts';
import { calendarOf } from './process-facts.ts';
import { isStaffed } from './process-template.ts';
import type { TicketValues } from './process-template.ts';
import { changeTicket } from './set-values.ts';
import { agentParticipant } from './step-owner.ts';
import type { Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';
import { wantedInstant } from './wanted-moment.ts';

/** Orders about the ticket as a whole: who has it, who is on it, what it is known by, when it is due, how it goes on. */

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/**
 * The assignee's open steps go with the ticket, and so does the one that the mail was about, whoever has it; whoever gets
 * them is told what they are. A decision is handed on only by whom it is asked of.
 */
export function planAssignment({ draft, author, desk, about }: AgentOrdering, { to }: Of<'assign'>): Planned {
  const agent = colleagueNamed(to, author, desk);
  if (!agent) return refusedOrder(`nobody in desk.yaml is called ${to}`);
  return possible(() => {
    const assignee = agentParticipant(agent, draft);
    const before = draft.ticket.assignee;
    draft.ticket = { ...draft.ticket, assignee: assignee.id };
    draft.addEvent('ticket_assigned', by(author), { assignee: assignee.id });
    for (const step of draft.openSteps) {
      const isMeant = isSameVisit(step, about) && isStaffed(step.definition) && !isApproval(step);
      const from = isMeant ? step.owner : before;
      if (from === null || from === assignee.id || !(isMeant || isHeldBy(step, from))) continue;
      if (!handOverRefusal(draft, step, assignee)) handOver(draft, step, { from, to: assignee });
    }
  });
}

/** Everything that a mail says the ticket is known by, changed at once. */
export function changeValues({ draft, author, desk }: AgentOrdering, commands: Command[]): void {
  const values: TicketValues & { untag: string[] } = { tags: [], untag: [], fields: {} };
  const reasons: string[] = [];
  for (const command of commands) {
    if (command.kind === 'priority') {
      values.priority = command.priority;
      reasons.push(command.reason);
    }
    if (command.kind === 'impact') values.impact = command.level;
    if (command.kind === 'urgency') values.urgency = command.level;
    if (command.kind === 'tag') {
      values.tags = [...(values.tags ?? []), ...command.add];
      values.untag.push(...command.remove);
    }
    if (command.kind === 'field')
      values.fields = { ...values.fields, ...fieldOf(command, draft.ticket.fields ?? {}) };
  }
  changeTicket(draft, values, { desk, by: by(author), reason: reasons.join(' ') });
}

/** The moment by which it is to be solved stays, whatever its priority becomes. */
export function planDue({ draft, author, desk }: AgentOrdering, { at: wanted }: Of<'due'>): Planned {
  if (!draft.ticket.clocks.some(({ metric }) => metric === 'resolution'))
    return refusedOrder('nothing was promised for this ticket that could be moved');
  const calendar = calendarNamed(desk.calendars, calendarOf(draft.ticket, desk));
  const at = wantedInstant(wanted, { calendar, now: draft.now, edge: 'closing' });
  if (!at) return refusedOrder('name a working day, or a moment, within the next two years');
  return possible(() => draft.addEvent('due_pinned', by(author), { metric: 'resolution', at }));
}

/** Who reads along from now on, and who no longer does. */
export function planCompanions(ordering: AgentOrdering, { add, remove }: Of<'cc'>): Planned {
  const { draft, author } = ordering;
  if (draft.ticket.confidential && add.length > 0) return refusedOrder('the ticket is confidential');
  const refusal = add.map((address) => joiningRefusal(ordering, address)).find((why) => why !== null);
  if (refusal) return refusedOrder(refusal);
  const leaving = remove.map((address) => ({ address, cc: companionAt(ordering, address) }));
  const unknown = leaving.find(({ cc }) => !cc);
  if (unknown) return refusedOrder(`${unknown.address} is not in copy of this ticket`);
  if (companions(ordering).length + add.length - remove.length > MOST_PEOPLE)
    return refusedOrder(`a ticket has at most ${MOST_PEOPLE} people in copy`);
  return possible(() => {
    for (const address of add) {
      const joined = rejoined(draft, address) ?? draft.addParticipant({ role: 'cc', address, name: '' });
      draft.addEvent('participant_joined', by(author), { participant: joined.id });
    }
    for (const { cc } of leaving) {
      if (!cc) continue;
      draft.putParticipant({ ...cc, left: draft.now });
      draft.addEvent('participant_left', by(author), { participant: cc.id });
    }
  });
}

/** Back to a step that was ended: a new run begins there. */
export function planReturn(ordering: AgentOrdering, { step: id, reason }: Of<'reopen'>): Planned {
  const { draft, author } = ordering;
  if (draft.ticket.closed)
    return refusedOrder('the ticket is closed: an answer of the customer opens it again');
  const possibleSteps = stepsToReturnTo(ordering);
  const step = possibleSteps.find((one) => one.id === id);
  if (!step) {
    const others = possibleSteps.map((one) => `#reopen ${one.id}`).join(', ');
    return refusedOrder(
      `it is no finished step that could be gone back to${others ? `; what could: ${others}` : ''}`,
    );
  }
  return possible(() => {
    draft.cancelOpenSteps(by(author));
    const { verdict: _asked, ...ticket } = draft.ticket;
    draft.ticket = ticket;
    draft.addEvent('deviated', by(author), { entry: id, run: draft.startRun(id), reason });
  });
}

/** An end without the process, while there is nothing that could be learned from the ticket. */
export function planClosing({ draft, author }: AgentOrdering, { code, reason }: Of<'close'>): Planned {
  const { ticket, openSteps } = draft;
  if (ticket.closed) return refusedOrder('the ticket is closed already');
  const mandatory = openSteps.filter(({ definition }) => isStaffed(definition) && definition.mandatory);
  if (ticket.verdict || mandatory.length > 0)
    return refusedOrder(
      `work that is mandatory would be skipped${mandatory.length > 0 ? `: ${mandatory.map(called).join(', ')}` : ''}`,
    );
  return possible(() => {
    draft.addEvent('deviated', by(author), { code, reason });
    closeTicket(draft, { code, by: by(author) });
    draft.addEffect({ kind: 'stop_process', process: ticket.process.id, run: ticket.process.run });
  });
}

function possible(carryOut: () => void): Planned {
  return { kind: 'possible', carryOut };
}

function isHeldBy(step: Step, id: Participant['id']): boolean {
  if (isApproval(step)) return step.owner === id || approversOf(step).includes(id);
  return step.owner === id && (isStaffed(step.definition) || step.definition.kind === 'external');
}

/** A field keeps the type that it has; what is new is text unless it is plainly a number or yes or no. */
function fieldOf(
  { name, value }: Of<'field'>,
  fields: NonNullable<TicketValues['fields']>,
): NonNullable<TicketValues['fields']> {
  const known = Object.keys(fields).find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
  const isText = typeof fields[known] === 'string';
  if (!isText && (value === 'true' || value === 'false')) return { [known]: value === 'true' };
  return { [known]: !isText && String(Number(value)) === value ? Number(value) : value };
}

function joiningRefusal(ordering: AgentOrdering, address: string): string | null {
  const { draft, desk } = ordering;
  if (isOwnAddress(desk, address)) return `${address} is the desk itself`;
  if (desk.agents.some((agent) => agent.address.toLowerCase() === address))
    return `${address} is a colleague: bring him in with #assign or #delegate`;
  const known = draft.participantByAddress(address);
  return known && !known.left ? `${address} is on the ticket already` : null;
}

function rejoined(draft: TicketDraft, address: string): Participant | null {
  const known = draft.participantByAddress(address);
  if (!known) return null;
  const { left: _again, ...joined } = known;
  return draft.putParticipant(joined);
}

function companions({ draft }: AgentOrdering): Participant[] {
  return draft.participants.filter(({ role, left }) => role === 'cc' && !left);
}

function companionAt(ordering: AgentOrdering, address: string): Participant | undefined {
  return companions(ordering).find((one) => one.address === address);
}

/** A run can begin anywhere but inside a parallel step. */
function stepsToReturnTo({ draft, desk }: AgentOrdering): Step[] {
  const template = desk.processes[draft.ticket.process.id];
  if (!template) return [];
  const around = parallelsAround(template);
  const ended = draft.steps.filter(({ id, state, definition }) => {
    const now = template.steps[id];
    return state.kind === 'done' && isStaffed(definition) && now && isStaffed(now) && !around.has(id);
  });
  return ended.filter((step, index) => ended.findIndex(({ id }) => id === step.id) === index);
}
