import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { DeleteTableCommand, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { openDynamoTable } from '../../functions/aws/dynamo-table.ts';
import { openPolicies } from '../../functions/aws/policies.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import type { Store } from '../../functions/app/ports.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { readLocalVerdicts } from '../../local/local-verdicts.ts';
import { openMachineRunner } from '../../local/machine-runner.ts';
import type { ExecutionDescription } from '../../local/machine-runner.ts';
import { storyStart, webhookHeaders } from '../stories/local-world.ts';
import { bytesOf, millisOfDuration, readReceived, recipientsOf, senderOf } from '../stories/written-mail.ts';
import type { World } from '../stories/world.ts';
import { createTable } from './create-table.ts';
import type { DeployedTemplate } from './deployed-template.ts';
import { emulatedSecrets, emulatedStepFunctions } from './emulated-services.ts';
import { emulatedGuardDuty } from './emulated-guardduty.ts';
import { emulatedSes } from './emulated-ses.ts';
import type { SentMail } from './emulated-ses.ts';
import { eventSources, functionOf, ruleTargets, scheduled } from './event-sources.ts';
import { openHttpDoor } from './http-door.ts';
import { makeQueuesAndBuckets, startPlatform } from './platform.ts';
import type { Platform } from './platform.ts';
import { arrivalOf } from './received-mail.ts';

export interface EmulatedWorld extends World {
  /** What became of a mail that was sent, as SES tells it: `detail` beside the mail and its tags. */
  reportMail(to: string, event: { detailType: string; detail: Record<string, unknown> }): Promise<void>;
  /** From now on nothing comes out of the table's stream. */
  stopStream(): void;
  /** It flows again, with all that was held up. */
  startStream(): Promise<void>;
  /** From now on nobody says whether a file is clean. */
  stopScanner(): void;
  /** All files that wait are scanned. */
  startScanner(): Promise<void>;
  /** The executions of a ticket, by name. */
  runs(ref: string): ExecutionDescription[];
}

const WEBHOOK_SECRET = `whsec_${Buffer.from('a webhook secret of the story').toString('base64')}`;

let started: Promise<Platform> | null = null;

export function platform(): Promise<Platform> {
  started ??= startPlatform();
  return started;
}

/** An empty desk on AWS, with every function, queue and machine of the template, on a clock that only the story moves. */
export async function openEmulatedWorld(): Promise<EmulatedWorld> {
  const base = await platform();
  const { template, access, endpoint, queues, systems, desk, clock } = base;
  systems.forget();
  clock[0] = millisOf(storyStart);
  const now = () => instantOf(clock[0] ?? 0);
  const sent: SentMail[] = [];
  makeQueuesAndBuckets(base);
  const { tableName, streamArn } = await makeTable(base);
  const table = openDynamoTable({ client: base.dynamo, tableName, clock: now });
  // The functions remember that they wrote these, into the table of an earlier story.
  for (const policy of Object.values(desk.sla)) await openPolicies(table).keep(policy);
  const store = tableStore(table, now);
  const runner = openMachineRunner({
    database: new DatabaseSync(':memory:'),
    clock: now,
    machines: machinesOf(template),
    invoke: (arn, payload) => invokeFromMachine(base, arn, payload),
  });
  const webhookSecrets = Object.fromEntries(
    [...desk.webhooks, ...desk.hooks].map(({ id }) => [id, [WEBHOOK_SECRET]]),
  );
  const invoke = (name: string, event: unknown) => invokeAs(base, name, event);
  const scanner = emulatedGuardDuty({ template, now, invoke });
  endpoint.govern({
    template,
    access,
    noted: scanner.noted,
    forward: { dynamodb: base.dynamoEndpoint, s3: queues.address, sqs: queues.address },
    answer: {
      states: emulatedStepFunctions(runner),
      ses: emulatedSes(now, (mail) => void sent.push(mail)),
      secretsmanager: emulatedSecrets(template, webhookSecrets),
    },
  });
  let streamFlows = true;
  let scannerRuns = true;
  const sources = eventSources({ template, endpoint: endpoint.url, streamArn, invoke });
  const door = openHttpDoor({ template, invoke, now: () => clock[0] ?? 0 });

  async function settle(): Promise<void> {
    let busy = true;
    while (busy) {
      await runner.runDue();
      const delivered: boolean[] = [];
      const open = sources.filter(({ kind }) => kind === 'queue' || streamFlows);
      for (const source of open) {
        delivered.push(await source.deliver());
        if (scannerRuns) delivered.push(await scanner.deliver());
      }
      busy = delivered.includes(true) || (streamFlows && (await isStreamBehind(store)));
    }
    if (access.refused.length > 0) throw new Error(access.refused.splice(0).join('\n'));
  }

  async function receive(mail: { raw: Uint8Array; mailFrom: string; recipients: string[] }): Promise<void> {
    const { raw, verdicts } = readLocalVerdicts(mail.raw);
    const [bucket] = template.ofType('AWS::S3::Bucket');
    const [rule] = template
      .ofType('AWS::SES::ReceiptRule')
      .map(({ properties }) => receiptRule.parse(properties));
    const topicArn = rule?.Rule.Actions[0].S3Action.TopicArn ?? '';
    const arrival = arrivalOf({ ...mail, verdicts, at: now(), bucket: bucket?.name ?? '', topicArn });
    await base.s3.send(new PutObjectCommand({ Bucket: bucket?.name, Key: arrival.key, Body: raw }));
    queues.publish(lastPart(topicArn), JSON.stringify(arrival.notification));
  }

  const ticket: World['ticket'] = async (ref) => {
    const state = await store.ticket(ref);
    if (!state) throw new Error(`no ticket ${ref}`);
    const messages = await store.messages(ref, { limit: 500 });
    const events = await store.events(ref, { limit: 500 });
    return { ...state, messages: messages.items, events: events.items };
  };

  return {
    ticket,
    now,
    async sendMail(mail) {
      await receive({ raw: await bytesOf(mail), mailFrom: senderOf(mail), recipients: recipientsOf(mail) });
      await settle();
    },
    async http(path, init) {
      const response = await door.request(path, init);
      await settle();
      return response;
    },
    signWebhook: async ({ id, body, at = now() }) => webhookHeaders({ id, body, at, secret: WEBHOOK_SECRET }),
    hooks: systems.hooks,
    async advance(duration) {
      const target = instantOf(millisOf(now()) + millisOfDuration(duration));
      for (let next = runner.nextWake(); next !== null && next <= target; next = runner.nextWake()) {
        clock[0] = Math.max(clock[0] ?? 0, millisOf(next));
        await settle();
      }
      clock[0] = millisOf(target);
      for (const name of scheduled(template))
        await invoke(name, { 'detail-type': 'Scheduled Event', source: 'aws.events' });
      await settle();
    },
    mailbox: async (address) =>
      Promise.all(sent.filter(({ to }) => to === address.toLowerCase()).map(({ raw }) => readReceived(raw))),
    async tickets() {
      const { Items = [] } = await base.dynamo.send(new ScanCommand({ TableName: tableName }));
      const tickets = Items.filter(({ sk }) => sk?.S === 'META').filter(({ pk }) => pk?.S?.startsWith('T#'));
      return tickets.map(({ pk }) => pk?.S?.slice(2) ?? '');
    },
    held: async () => (await store.held({ limit: 100 })).items,
    async reportMail(to, { detailType, detail }) {
      const mail = sent.findLast((one) => one.to === to);
      if (!mail) throw new Error(`nothing was sent to ${to}`);
      const event = {
        version: '0',
        source: 'aws.ses',
        'detail-type': detailType,
        time: now(),
        detail: { mail: { messageId: mail.messageId, tags: mail.tags }, ...detail },
      };
      for (const name of ruleTargets(template, event)) await invoke(name, event);
      await settle();
    },
    stopStream() {
      streamFlows = false;
    },
    async startStream() {
      streamFlows = true;
      await settle();
    },
    stopScanner() {
      scannerRuns = false;
    },
    async startScanner() {
      scannerRuns = true;
      await settle();
    },
    runs: (ref) => runner.executions(ref),
    async close() {
      await settle();
    },
  };
}

const receiptRule = z.object({
  Rule: z.object({ Actions: z.tuple([z.object({ S3Action: z.object({ TopicArn: z.string() }) })]) }),
});

async function makeTable({ template, dynamo }: Platform): Promise<{ tableName: string; streamArn: string }> {
  const [table] = template.ofType('AWS::DynamoDB::GlobalTable');
  if (!table) throw new Error('the template has no table');
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  if (TableNames.includes(table.name)) await dynamo.send(new DeleteTableCommand({ TableName: table.name }));
  return { tableName: table.name, ...(await createTable(dynamo, table.name)) };
}

/** As Lambda does it: the function writes its log in its own role. */
async function invokeAs(
  { template, access, functions }: Platform,
  name: string,
  event: unknown,
): Promise<unknown> {
  for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents'])
    access.allows(name, { action, resource: logGroupOf(template, name) });
  return functions.invoke(name, event);
}

const logging = z.object({ LoggingConfig: z.object({ LogGroup: z.string() }) });

function logGroupOf(template: DeployedTemplate, functionName: string): string {
  const called = template.ofType('AWS::Lambda::Function').find(({ name }) => name === functionName);
  const { LogGroup } = logging.parse(called?.properties).LoggingConfig;
  return template.ofType('AWS::Logs::LogGroup').find(({ name }) => name === LogGroup)?.arn ?? LogGroup;
}

/** A machine calls in its own role; which of them it is, the runner does not say. */
async function invokeFromMachine(base: Platform, arn: string, payload: unknown): Promise<unknown> {
  const callers = base.template
    .ofType('AWS::StepFunctions::StateMachine')
    .filter(({ properties }) => JSON.stringify(properties['DefinitionSubstitutions']).includes(arn));
  for (const { name } of callers)
    base.access.allows(name, { action: 'lambda:InvokeFunction', resource: arn });
  return invokeAs(base, functionOf(base.template, arn).name, payload);
}

const stateMachine = z.object({
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.string()),
});

function machinesOf(template: DeployedTemplate): Map<string, unknown> {
  return new Map(
    template.ofType('AWS::StepFunctions::StateMachine').map(({ name, properties }) => {
      const { DefinitionString, DefinitionSubstitutions } = stateMachine.parse(properties);
      const text = DefinitionString.replaceAll(
        /\$\{(\w+)\}/g,
        (_, id: string) => DefinitionSubstitutions[id] ?? '',
      );
      return [name, JSON.parse(text)];
    }),
  );
}

/** What was written is in the stream a moment later; waits for that moment. */
async function isStreamBehind(store: Store): Promise<boolean> {
  const pending = await store.pendingOutbox('9999-01-01T00:00:00.000Z', 1);
  if (pending.length > 0) await setTimeout(20);
  return pending.length > 0;
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
