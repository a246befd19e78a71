import * as z from 'zod';
import type { MachineRunner } from '../../local/machine-runner.ts';
import type { DeployedTemplate } from './deployed-template.ts';
import type { ServiceCall } from './needed-rights.ts';
import type { ServiceAnswer } from './service-endpoint.ts';

/** Step Functions, as far as the functions call it, around the runner of one computer. */
export function emulatedStepFunctions(runner: MachineRunner): (call: ServiceCall) => ServiceAnswer {
  const now = () => Math.floor(Date.now() / 1000);
  return (call) => {
    switch (call.operation) {
      case 'StartExecution': {
        const { stateMachineArn, name, input } = read(call, startExecution);
        const started = runner.start({ machine: lastOf(stateMachineArn), name, input: JSON.parse(input) });
        if (started === 'exists') return refusal('ExecutionAlreadyExists');
        return { status: 200, body: { executionArn: `${stateMachineArn}:${name}`, startDate: now() } };
      }
      case 'StopExecution': {
        const { executionArn } = read(call, z.object({ executionArn: z.string() }));
        const name = lastOf(executionArn);
        const machine = lastOf(executionArn.slice(0, -name.length - 1));
        if (!runner.describe({ machine, name })) return refusal('ExecutionDoesNotExist');
        runner.stop({ machine, name });
        return { status: 200, body: { stopDate: now() } };
      }
      case 'SendTaskSuccess': {
        const { taskToken, output } = read(call, z.object({ taskToken: z.string(), output: z.string() }));
        const redeemed = runner.succeedTask(taskToken, JSON.parse(output));
        return redeemed === 'gone' ? refusal('TaskTimedOut') : { status: 200, body: {} };
      }
      default:
        throw new Error(`Step Functions here knows no ${call.operation}`);
    }
  };
}

const startExecution = z.object({ stateMachineArn: z.string(), name: z.string(), input: z.string() });

/** The secrets of the template; what Secrets Manager would make up is made up. */
export function emulatedSecrets(
  template: DeployedTemplate,
  webhookSecrets: Record<string, string[]>,
): (call: ServiceCall) => ServiceAnswer {
  const secrets = new Map(
    template.ofType('AWS::SecretsManager::Secret').map(({ arn, properties }) => {
      const { GenerateSecretString: made } = generated.parse(properties);
      const key = 'k'.repeat(made?.PasswordLength ?? 0);
      const keys = made && {
        ...secretTemplate.parse(JSON.parse(made.SecretStringTemplate)),
        [made.GenerateStringKey]: key,
      };
      return [arn, JSON.stringify(keys ?? webhookSecrets)];
    }),
  );
  return (call) => {
    const SecretString = secrets.get(read(call, z.object({ SecretId: z.string() })).SecretId);
    return SecretString === undefined
      ? refusal('ResourceNotFoundException')
      : { status: 200, body: { SecretString } };
  };
}

const secretTemplate = z.record(z.string(), z.string());
const generated = z.object({
  GenerateSecretString: z
    .object({ SecretStringTemplate: z.string(), GenerateStringKey: z.string(), PasswordLength: z.number() })
    .optional(),
});

function read<Shape>(call: ServiceCall, shape: z.ZodType<Shape>): Shape {
  return shape.parse(JSON.parse(call.body.toString()));
}

function refusal(error: string): ServiceAnswer {
  return { status: 400, error, body: { message: error } };
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
