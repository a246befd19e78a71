import * as z from 'zod';

/**
 * What the stack promises its functions and the functions expect of the stack, spelled once:
 * infra sets these variables, the functions read them, and a test holds the two together.
 */

const table = { TABLE_NAME: z.string() };
const bucket = { BUCKET_NAME: z.string() };
/** The checked desk/ folder as one JSON file, brought along in a layer. */
const desk = { DESK_FILE: z.string() };
/**
 * JSON in Secrets Manager: `{"current":"a","a":"<64 letters and digits>"}`, flat because Secrets Manager makes a key
 * only at the top of a JSON text. The UTF-8 bytes of the text are the key.
 */
const signing = { SIGNING_SECRET_ARN: z.string() };
const engine = { PROCESS_MACHINE_ARN_PREFIX: z.string(), DEADLINE_MACHINE_ARN: z.string() };
/** Where mails and calls to other systems wait. */
const queues = { MAIL_QUEUE_URL: z.string(), CALL_QUEUE_URL: z.string() };
/**
 * Secrets of the webhook sources and hooks of desk.yaml, JSON in Secrets Manager:
 * `{"<source or hook id>":["whsec_…","whsec_…"]}`, at most two each.
 */
const otherSystems = { WEBHOOK_SECRET_ARN: z.string() };

export const environments = {
  'receive-email': z.object({ ...table, ...bucket, ...desk, ...signing }),
  'receive-chat': z.object({ ...table, ...bucket, ...desk, ...signing }),
  'receive-webhook': z.object({ ...table, ...bucket, ...desk, ...signing, ...otherSystems }),
  pages: z.object({ ...table, ...bucket, ...desk, ...signing }),
  'open-step': z.object({ ...table, ...desk }),
  'review-deadlines': z.object({ ...table, ...desk }),
  relay: z.object({ ...table, ...desk, ...engine, ...queues }),
  /** `PAGES_URL` has no slash at its end. */
  'send-mail': z.object({
    ...table,
    ...bucket,
    ...desk,
    ...signing,
    CONFIGURATION_SET: z.string(),
    PAGES_URL: z.string(),
    AWS_REGION: z.string(),
  }),
  /** `PAGES_URL` is where callbacks come back to as well. */
  'call-system': z.object({ ...table, ...desk, ...otherSystems, PAGES_URL: z.string() }),
  'mail-events': z.object({ ...table, ...desk }),
  /** Deployed where desk.yaml wants files to be scanned. */
  'scan-results': z.object({ ...table }),
  sweep: z.object({ ...table, ...desk, ...engine, ...queues }),
  /** Called by CloudFormation, which says everything in its request. */
  'activate-receipt-rules': z.object({}),
} as const;

export type FunctionName = keyof typeof environments;

/** @throws Error that names every variable that is missing. */
export function environmentOf<Name extends FunctionName>(
  name: Name,
  env: Record<string, string | undefined> = process.env,
): z.infer<(typeof environments)[Name]> {
  const read = environments[name].safeParse(env);
  if (read.success) return read.data as z.infer<(typeof environments)[Name]>;
  const missing = read.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new Error(`${name}: set the environment variables ${missing}`);
}

/** The table: partition `pk`, sort `sk`, expiry `ttl` (seconds), one sparse index over time. */
export const tableLayout = {
  partitionKey: 'pk',
  sortKey: 'sk',
  ttl: 'ttl',
  byTime: { name: 'byTime', partitionKey: 'timePk', sortKey: 'timeSk' },
} as const;

/** Where received mail lies in the bucket: SES writes `inbound/<SES message id>`. */
export const inboundPrefix = 'inbound/';

/** Placeholders of the machines, filled with function ARNs at deploy time. */
export const machinePlaceholders = { openStep: 'OpenStep', reviewDeadlines: 'ReviewDeadlines' } as const;

/** Outbox rows of the table's stream, by their sort key. */
export const outboxSortKeyPrefix = 'O#';
