import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import * as z from 'zod';
import type { Desk } from '../../functions/core/desk.ts';
import { bundleSettings } from '../../infra/function-bundle.ts';
import { region } from './deployed-template.ts';
import type { DeployedTemplate, Resource } from './deployed-template.ts';

export interface DeployedFunctions {
  /** Calls a function by its name, as Lambda does: JSON in, JSON out; throws what it threw, by the error's name. */
  invoke(name: string, event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/emulated-functions', import.meta.url));
const properties = z.object({
  Environment: z
    .object({ Variables: z.record(z.string(), z.string()).default({}) })
    .default({ Variables: {} }),
});

/** Bundles every function of the template as it would be deployed, and starts each in a thread of its own. */
export async function deployFunctions(options: {
  template: DeployedTemplate;
  desk: Desk;
  endpoint: string;
  clock: SharedArrayBuffer;
}): Promise<DeployedFunctions> {
  const functions = options.template
    .ofType('AWS::Lambda::Function')
    .filter(({ name }) => name.startsWith('stepdesk-'));
  mkdirSync(CACHE, { recursive: true });
  const deskFile = join(CACHE, 'desk.json');
  writeFileSync(deskFile, JSON.stringify(options.desk));
  await bundleFunctions(functions.map(fileOf));
  const hosts = new Map(functions.map((one) => [one.name, hostFunction(one, { ...options, deskFile })]));
  await Promise.all([...hosts.values()].map((host) => host.ready));
  return {
    async invoke(name, event) {
      const host = hosts.get(name);
      if (!host) throw new Error(`no function ${name} is deployed`);
      return host.invoke(event);
    },
    async close() {
      await Promise.all([...hosts.values()].map((host) => host.close()));
    },
  };
}

/** The function's file under functions/: its name without the stack's. */
function fileOf({ name }: Pick<Resource, 'name'>): string {
  return name.replace(/^stepdesk-[a-z0-9]+-/, '');
}

async function bundleFunctions(files: string[]): Promise<void> {
  const { banner, ...settings } = bundleSettings;
  await build({
    ...settings,
    mainFields: [...settings.mainFields],
    banner: { ...banner },
    logLevel: 'error',
    entryPoints: files.map((file) => fileURLToPath(new URL(`../../functions/${file}.ts`, import.meta.url))),
    outdir: CACHE,
    outExtension: { '.js': '.mjs' },
  });
}

interface Host {
  ready: Promise<unknown>;
  invoke(event: unknown): Promise<unknown>;
  close(): Promise<unknown>;
}

type Answer = { id: number; result: string } | { id: number; fault: { name: string; message: string } };

function hostFunction(
  deployed: Resource,
  { endpoint, clock, deskFile }: { endpoint: string; clock: SharedArrayBuffer; deskFile: string },
): Host {
  const { Variables } = properties.parse(deployed.properties).Environment;
  const worker = new Worker(new URL('./function-host.ts', import.meta.url), {
    workerData: { bundle: join(CACHE, `${fileOf(deployed)}.mjs`), clock },
    // What the functions log is for a log group; their faults are for whoever reads the test.
    stdout: true,
    env: {
      ...Variables,
      ...('DESK_FILE' in Variables ? { DESK_FILE: deskFile } : {}),
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: deployed.name,
      AWS_SECRET_ACCESS_KEY: 'emulated',
      AWS_ENDPOINT_URL: endpoint,
      AWS_LAMBDA_FUNCTION_NAME: deployed.name,
      PATH: process.env['PATH'],
    },
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  worker.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('fault' in answer) call?.reject(faultOf(deployed.name, answer.fault));
    else if ('result' in answer) call?.resolve(JSON.parse(answer.result));
  });
  worker.on('error', (fault) => {
    for (const call of waiting.values()) call.reject(new Error(`${deployed.name} died`, { cause: fault }));
  });
  return {
    ready: once(worker, 'message'),
    invoke(event) {
      const call = Promise.withResolvers<unknown>();
      waiting.set(++calls, call);
      worker.postMessage({ id: calls, event });
      return call.promise;
    },
    close: () => worker.terminate(),
  };
}

function faultOf(functionName: string, { name, message }: { name: string; message: string }): Error {
  const fault = new Error(`${functionName}: ${message}`);
  fault.name = name;
  return fault;
}
