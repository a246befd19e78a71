import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { environments, FunctionName } from '../functions/aws/contract.ts';
import { bundleSettings } from './function-bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Exactly what the contract asks for; the region is the runtime's own to say. */
export type EnvironmentFor<Name extends FunctionName> = Record<
  Exclude<keyof z.infer<(typeof environments)[Name]>, 'AWS_REGION'>,
  string
>;

export interface DeskFunctionProps<Name extends FunctionName> {
  name: Name;
  does: string;
  environment: EnvironmentFor<Name>;
  layers?: LayerVersion[];
  timeout?: Duration;
  memoryMegabytes?: number;
}

/** One file of functions/ as it is deployed: may write its own log, and nothing else until `allow` says so. */
export class DeskFunction<Name extends FunctionName> extends Construct {
  readonly lambda: NodejsFunction;
  readonly timeout: Duration;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: DeskFunctionProps<Name>) {
    super(scope, id);
    this.timeout = props.timeout ?? Duration.seconds(30);
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(this.#role);
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName: `${Stack.of(this).stackName}-${props.name}`,
      description: props.does,
      entry: `${root}functions/${props.name}.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMegabytes ?? 512,
      timeout: this.timeout,
      environment: { ...props.environment },
      layers: props.layers ?? [],
      role: this.#role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      awsSdkConnectionReuse: false,
      bundling: {
        minify: bundleSettings.minify,
        target: bundleSettings.target,
        format: OutputFormat.ESM,
        mainFields: bundleSettings.mainFields,
        banner: bundleSettings.banner.js,
        bundleAwsSDK: true,
      },
    });
  }

  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>): void {
    this.#role.addToPolicy(
      new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) }),
    );
  }
}
