import { parentPort, workerData } from 'node:worker_threads';

/**
 * Runs one bundled function in a thread of its own, as Lambda runs it in a machine of its own: its environment is
 * all it knows, and the clock is the story's.
 */

interface HostedFunction {
  bundle: string;
  /** Milliseconds since 1970, shared with the story. */
  clock: SharedArrayBuffer;
}

const { bundle, clock } = workerData as HostedFunction;
const now = new Float64Array(clock);

globalThis.Date = new Proxy(Date, {
  construct: (date, given: unknown[], target) =>
    Reflect.construct(date, given.length === 0 ? [now[0]] : given, target) as Date,
  get: (date, name): unknown => (name === 'now' ? () => now[0] : Reflect.get(date, name)),
});

interface Handler {
  handler(event: unknown, context: unknown): Promise<unknown>;
}

const { handler } = (await import(bundle)) as Handler;

parentPort?.on('message', ({ id, event }: { id: number; event: unknown }) => {
  const context = { awsRequestId: `request-${id}`, functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] };
  handler(event, context).then(
    (result) => parentPort?.postMessage({ id, result: JSON.stringify(result ?? null) }),
    (fault: unknown) => {
      const { name, message } = fault instanceof Error ? fault : new Error(String(fault));
      parentPort?.postMessage({ id, fault: { name, message } });
    },
  );
});
parentPort?.postMessage({ ready: true });
