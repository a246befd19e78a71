import * as z from 'zod';

/** What is said on the command line about one deployment, as `cdk deploy -c stage=prod -c region=eu-west-1`. */

/**
 * Regions where SES receives mail and a bucket of the same region may take it: the bucket of a receipt rule must not
 * lie in a region that accounts have to opt in to.
 * https://docs.aws.amazon.com/general/latest/gr/ses.html, https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
 */
export const receivingRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
] as const;

/**
 * An account has one active receipt rule set a region. `own`: ours becomes it, unless somebody else's is active.
 * `join`: our rule goes into the set that is named, which stays as it is otherwise.
 */
export type ReceiptRules = { mode: 'own' } | { mode: 'join'; ruleSet: string };

const receiptRules = z
  .string()
  .regex(/^(own|join:[A-Za-z0-9_.-]{1,64})$/, 'write own, or join:<name of the active receipt rule set>')
  .transform((text): ReceiptRules =>
    text === 'own' ? { mode: 'own' } : { mode: 'join', ruleSet: text.slice('join:'.length) },
  );

const deployment = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,15}$/, 'write a stage in lower case with hyphens, at most 16 characters')
    .default('dev'),
  region: z.enum(receivingRegions, {
    error: (issue) =>
      `SES does not receive mail in ${JSON.stringify(issue.input)}; choose one of ${receivingRegions.join(', ')}`,
  }),
  receiptRules: receiptRules.default({ mode: 'own' }),
  /** Gets the alarms; the address has to confirm a mail from SNS. */
  alarmsTo: z.email('write an address as name@domain').optional(),
  /** Where the pages are reached when that is not API Gateway's own address. */
  pagesUrl: z
    .url('write an address as https://help.example.com')
    .regex(/^https:\/\/[^?#]*[^/?#]$/, 'write an https address without a slash at its end')
    .optional(),
});
export type Deployment = z.infer<typeof deployment>;

export type DeploymentRead = { kind: 'read'; deployment: Deployment } | { kind: 'refused'; faults: string[] };

/**
 * @param context looks a `-c name=value` up, undefined when it was not given.
 * @param profileRegion the region of the AWS profile in use, taken when `-c region` was not given.
 */
export function readDeployment(
  context: (name: string) => unknown,
  profileRegion: string | undefined,
): DeploymentRead {
  const read = deployment.safeParse({
    stage: context('stage'),
    region: context('region') ?? profileRegion,
    receiptRules: context('receiptRules'),
    alarmsTo: context('alarmsTo'),
    pagesUrl: context('pagesUrl'),
  });
  if (read.success) return { kind: 'read', deployment: read.data };
  return {
    kind: 'refused',
    faults: read.error.issues.map((issue) => `-c ${issue.path.join('.')}: ${issue.message}`),
  };
}
