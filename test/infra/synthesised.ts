import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import type { Desk } from '../../functions/core/desk.ts';
import type { ReceiptRules } from '../../infra/deployment.ts';
import { DeskStack } from '../../infra/desk-stack.ts';
import { compileProcess } from '../../statemachines/compile-process.ts';
import { smallDesk } from './small-desk.ts';

const file = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** The small desk, with every part that desk.yaml can ask for. */
export const largestDesk: Desk = {
  ...smallDesk,
  attachments: { ...smallDesk.attachments, scan: 'guardduty' },
};

export function deskApp(
  receiptRules: ReceiptRules = { mode: 'own' },
  desk: Desk = smallDesk,
): { app: App; stack: DeskStack } {
  const { context } = cdkJson.parse(JSON.parse(file('cdk.json')));
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const processes = Object.entries(desk.processes).map(
    ([id, template]) => [id, JSON.stringify(compileProcess(template))] as const,
  );
  const stack = new DeskStack(app, 'stepdesk-test', {
    env: { region: 'eu-west-1' },
    desk,
    machines: { deadlines: file('statemachines/deadlines.asl.json'), processes: new Map(processes) },
    deployment: { stage: 'test', region: 'eu-west-1', receiptRules, alarmsTo: 'on-call@team.example' },
  });
  return { app, stack };
}

export function synthesise(receiptRules?: ReceiptRules, desk?: Desk): Template {
  return Template.fromStack(deskApp(receiptRules, desk).stack);
}

/** The resources of a type as far as `shape` looks at them, by logical id. */
export function resourcesOf<Shape>(
  template: Template,
  type: string,
  shape: z.ZodType<Shape>,
): Map<string, Shape> {
  const found = Object.entries(template.findResources(type));
  return new Map(found.map(([id, resource]) => [id, shape.parse(resource['Properties'])]));
}

export const statement = z.object({
  Effect: z.string(),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.unknown().optional(),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
