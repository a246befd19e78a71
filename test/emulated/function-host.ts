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
const WallClock = Date;

class StoryDate extends WallClock {
  constructor(...given: [] | [number | string]) {
    super(given.length === 0 ? StoryDate.now() : given[0]);
  }

  static override now(): number {
    return now[0] ?? 0;
  }
}

function asDate(...given: unknown[]): Date {
  return Reflect.construct(given.length > 1 ? WallClock : StoryDate, given, StoryDate) as Date;
}

globalThis.Date = new Proxy(StoryDate, {
  construct: (_, given: unknown[]) => asDate(...given),
  apply: () => new StoryDate().toString(),
}) as DateConstructor;

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
