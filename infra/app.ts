import { fileURLToPath } from 'node:url';
import { App, Tags } from 'aws-cdk-lib';
import { loadDesk } from '../functions/desk-folder/load-desk.ts';
import { readDeployment } from './deployment.ts';
import { DeskStack } from './desk-stack.ts';
import { readMachines } from './machine-texts.ts';

/** `cdk synth` and `cdk deploy` run this file; what cannot be deployed is refused with what to do about it. */

const app = new App();

const loaded = loadDesk(folder('desk'));
if (loaded.kind === 'refused')
  refuse(loaded.faults.map(({ file, line, problem, remedy }) => `${file}:${line}: ${problem}. ${remedy}`));
const { desk } = loaded;

const read = readDeployment((name) => app.node.tryGetContext(name), process.env['CDK_DEFAULT_REGION']);
if (read.kind === 'refused') refuse(read.faults);
const { deployment } = read;

const compiled = readMachines(desk, folder('statemachines'));
if (compiled.kind === 'refused') refuse(compiled.faults);
const { machines } = compiled;

const stack = new DeskStack(app, `stepdesk-${deployment.stage}`, {
  description: 'Stepdesk: customer support whose processes run on Step Functions',
  env: { account: process.env['CDK_DEFAULT_ACCOUNT'], region: deployment.region },
  terminationProtection: true,
  desk,
  machines,
  deployment,
});
Tags.of(stack).add('stepdesk', deployment.stage);

function folder(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

function refuse(faults: string[]): never {
  for (const fault of faults) console.error(fault);
  process.exit(1);
}
