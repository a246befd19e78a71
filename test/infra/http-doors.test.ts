import { expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf, synthesise } from './synthesised.ts';

const template = synthesise();
const routes = [
  ...resourcesOf(template, 'AWS::ApiGatewayV2::Route', z.object({ RouteKey: z.string() })).values(),
];
const [stage] = [
  ...resourcesOf(
    template,
    'AWS::ApiGatewayV2::Stage',
    z.object({
      RouteSettings: z.record(
        z.string(),
        z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
      ),
      AccessLogSettings: z.object({ Format: z.string() }),
    }),
  ).values(),
];

test('the doors are these', () => {
  expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([
    'GET /chat/{path+}',
    'GET /t/{path+}',
    'HEAD /t/{path+}',
    'OPTIONS /chat/{path+}',
    'POST /calls/{ref}/{step}/{visit}',
    'POST /chat/{path+}',
    'POST /t/{path+}',
    'POST /webhooks/{source}',
  ]);
});

test('each has a limit of its own', () => {
  expect(Object.keys(stage?.RouteSettings ?? {}).sort()).toEqual(
    routes.map(({ RouteKey }) => RouteKey).sort(),
  );
});

test('the access log never learns a path, which can hold the token of a ticket, nor who asked', () => {
  expect(stage?.AccessLogSettings.Format).not.toMatch(/path|sourceIp|userAgent|header|querystring/i);
});

test('faults of the doors ring', () => {
  const alarms = resourcesOf(
    template,
    'AWS::CloudWatch::Alarm',
    z.object({ MetricName: z.string(), Namespace: z.string() }),
  );
  expect([...alarms.values()]).toContainEqual({ MetricName: '5xx', Namespace: 'AWS/ApiGateway' });
});
