import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions/aws/contract.ts';
import { DeskFunction } from './desk-function.ts';
import type { DeskParts } from './desk-parts.ts';

/** A path as API Gateway writes it, what answers there, and how many calls a second each method of it may get. */
interface Door {
  path: string;
  methods: HttpMethod[];
  opens: DeskFunction<FunctionName>;
  perSecond: number;
  burst: number;
}

/** The public web side: each door has its own limit, so that a flood at one leaves the others open. */
export class HttpDoors extends Construct {
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, parts: DeskParts) {
    super(scope, id);
    this.#api = new HttpApi(this, 'Api', { createDefaultStage: false });
    const chat = receiveChat(this, parts);
    const webhook = receiveWebhook(this, parts);
    const pages = customerPages(this, parts);
    const { GET, HEAD, OPTIONS, POST } = HttpMethod;
    this.#open(parts, [
      { path: '/chat/{path+}', methods: [GET, POST, OPTIONS], opens: chat, perSecond: 20, burst: 40 },
      { path: '/webhooks/{source}', methods: [POST], opens: webhook, perSecond: 50, burst: 100 },
      { path: '/calls/{ref}/{step}/{visit}', methods: [POST], opens: webhook, perSecond: 20, burst: 40 },
      { path: '/t/{path+}', methods: [GET, HEAD, POST], opens: pages, perSecond: 20, burst: 40 },
    ]);
  }

  /** Without a slash at its end. */
  get url(): string {
    return this.#api.apiEndpoint;
  }

  #open({ alarms }: DeskParts, doors: Door[]): void {
    const log = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 20, burstLimit: 40 },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: accessLogFormat },
    });
    const limits: Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }> = {};
    for (const { path, methods, opens, perSecond, burst } of doors) {
      const integration = new HttpLambdaIntegration(`${opens.node.id}Door`, opens.lambda);
      const routes = this.#api.addRoutes({ path, methods, integration });
      for (const method of methods)
        limits[`${method} ${path}`] = { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst };
      stage.node.addDependency(...routes);
      for (const route of routes)
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            'Customers and their systems have no account: a signature, a conversation secret or a signed link is checked inside.',
        });
    }
    const resource = stage.node.defaultChild;
    if (resource instanceof CfnStage) resource.routeSettings = limits;
    alarms.whenAtLeast(
      'DoorsFail',
      5,
      stage.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      'Chat, webhooks or pages answered with an error of ours five times in five minutes',
    );
  }
}

/** Names the route, never the path: a path can hold the token that opens a ticket. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    at: '$context.requestTime',
    request: '$context.requestId',
    route: '$context.routeKey',
    status: '$context.status',
    millis: '$context.responseLatency',
    fault: '$context.integrationErrorMessage',
  }),
);

/** What is typed into a chat or a form is short enough for the table: only webhooks may write to the bucket. */
function commonEnvironment({ tickets, bucket, desk, secrets }: DeskParts) {
  return {
    TABLE_NAME: tickets.name,
    BUCKET_NAME: bucket.name,
    DESK_FILE: desk.file,
    SIGNING_SECRET_ARN: secrets.signing.secretArn,
  };
}

function receiveChat(scope: Construct, parts: DeskParts): DeskFunction<'receive-chat'> {
  const chat = new DeskFunction(scope, 'ReceiveChat', {
    name: 'receive-chat',
    does: 'Takes chat messages in and reads conversations back',
    environment: commonEnvironment(parts),
    layers: [parts.desk.layer],
  });
  parts.tickets.allow(chat, ['GetItem', 'Query', 'PutItem', 'UpdateItem']);
  parts.secrets.allowRead(chat, parts.secrets.signing);
  return chat;
}

function receiveWebhook(scope: Construct, parts: DeskParts): DeskFunction<'receive-webhook'> {
  const webhook = new DeskFunction(scope, 'ReceiveWebhook', {
    name: 'receive-webhook',
    does: 'Takes signed deliveries of other systems in, and their answers to calls',
    environment: { ...commonEnvironment(parts), WEBHOOK_SECRET_ARN: parts.secrets.webhooks.secretArn },
    layers: [parts.desk.layer],
  });
  parts.tickets.allow(webhook, ['GetItem', 'Query', 'PutItem', 'UpdateItem']);
  parts.bucket.allowWrite(webhook, ['webhook/', 'text/']);
  parts.secrets.allowRead(webhook, parts.secrets.signing);
  parts.secrets.allowRead(webhook, parts.secrets.webhooks);
  return webhook;
}

function customerPages(scope: Construct, parts: DeskParts): DeskFunction<'pages'> {
  const pages = new DeskFunction(scope, 'Pages', {
    name: 'pages',
    does: 'Shows a ticket to whoever holds its signed link, and takes the answers',
    environment: commonEnvironment(parts),
    layers: [parts.desk.layer],
  });
  parts.tickets.allow(pages, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']);
  // The address of a file or a long text is signed in its name: whoever has the address reads with this right.
  parts.bucket.allowRead(pages, ['att/', 'text/']);
  parts.secrets.allowRead(pages, parts.secrets.signing);
  return pages;
}
