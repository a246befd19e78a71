import type { Desk, Priority } from './desk.ts';
import { isStaffed } from './process-template.ts';
import type { Participant, Step } from './ticket.ts';

/** How much of somebody's day a step takes, by how urgent its ticket is. */
const weights: Record<Priority, number> = { P1: 8, P2: 4, P3: 2, P4: 1 };

/**
 * A step with what it weighs as its owner's work, where some team of the desk gives work to whoever has least; what is
 * offered is nobody's yet.
 */
export function weighed(
  step: Step,
  { owner, priority, desk }: { owner: Participant; priority: Priority; desk: Desk },
): Step {
  const { work: _before, ...unweighed } = step;
  const isCompared = Object.values(desk.teams).some(({ assign }) => assign === 'least_loaded');
  if (!isCompared || !owner.agentId || step.offered || !isStaffed(step.definition)) return unweighed;
  return { ...unweighed, work: { agent: owner.agentId, weight: weights[priority] } };
}

/** Whether a team that this agent belongs to goes by who helped a requester last. */
export function isRemembered(agentId: string, desk: Desk): boolean {
  return Object.values(desk.teams).some(({ sticky, members }) => sticky && members.includes(agentId));
}
