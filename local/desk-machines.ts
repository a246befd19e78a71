import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { openStep } from '../functions/app/open-step.ts';
import type { OpenStepDeps } from '../functions/app/step-entry.ts';
import { reviewDeadlines } from '../functions/app/review-deadlines.ts';
import { machinePlaceholders } from '../functions/aws/contract.ts';
import type { Desk } from '../functions/core/desk.ts';
import { stepDefinition } from '../functions/core/process-template.ts';
import { compileProcess } from '../statemachines/compile-process.ts';
import type { StateMachineDefinition } from '../statemachines/state-machine.ts';
import { DEADLINES_MACHINE } from './local-engine.ts';

const DEADLINES_FILE = new URL('../statemachines/deadlines.asl.json', import.meta.url);

const stepInput = z.union([
  z.object({
    ref: z.string(),
    run: z.number(),
    step: z.string(),
    attention: z.literal(true),
    error: z.unknown(),
  }),
  z.object({
    ref: z.string(),
    run: z.number(),
    step: z.string(),
    definition: stepDefinition,
    entered: z.string().optional(),
    retries: z.number().optional(),
    token: z.string().optional(),
    send: z.record(z.string(), z.unknown()).optional(),
    holds: z.array(z.boolean()).optional(),
    computed: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({ ref: z.string(), run: z.number(), withdraw: z.array(z.string()) }),
]);
const reviewInput = z.object({ ref: z.string(), revision: z.number(), plannedFor: z.string() });

/** Every machine by name, with this computer's functions where the cloud has its own. */
export function deskMachines(desk: Desk): Map<string, StateMachineDefinition> {
  const deadlines = JSON.parse(readFileSync(DEADLINES_FILE, 'utf8')) as StateMachineDefinition;
  const processes = Object.values(desk.processes).map((template): [string, StateMachineDefinition] => [
    template.id,
    compileProcess(template),
  ]);
  return new Map(
    [...processes, [DEADLINES_MACHINE, deadlines] as const].map(([name, one]) => [name, onThisComputer(one)]),
  );
}

/** What the machines call, by the name that `onThisComputer` gave it. */
export function machineFunctions(
  deps: OpenStepDeps,
): (functionName: string, payload: unknown) => Promise<unknown> {
  return async (functionName, payload) => {
    switch (functionName) {
      case 'open-step':
        return openStep(deps, stepInput.parse(payload));
      case 'review-deadlines':
        return reviewDeadlines(deps, reviewInput.parse(payload));
      default:
        throw new Error(`a machine calls ${functionName}, which is not a function of the desk`);
    }
  };
}

function onThisComputer(machine: StateMachineDefinition): StateMachineDefinition {
  const text = JSON.stringify(machine)
    .replaceAll(`\${${machinePlaceholders.openStep}}`, 'open-step')
    .replaceAll(`\${${machinePlaceholders.reviewDeadlines}}`, 'review-deadlines');
  return JSON.parse(text) as StateMachineDefinition;
}
