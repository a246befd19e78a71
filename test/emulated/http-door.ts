import * as z from 'zod';
import { account } from './deployed-template.ts';
import type { DeployedTemplate } from './deployed-template.ts';
import { functionOf } from './event-sources.ts';

const route = z.object({ RouteKey: z.string(), Target: z.string() });
const integration = z.object({ IntegrationUri: z.string(), PayloadFormatVersion: z.literal('2.0') });
const answer = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.coerce.string()).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

export interface HttpDoor {
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** The routes of the template as API Gateway serves them: the most specific one that fits gets the request. */
export function openHttpDoor({
  template,
  invoke,
  now,
}: {
  template: DeployedTemplate;
  invoke: (functionName: string, event: unknown) => Promise<unknown>;
  now: () => number;
}): HttpDoor {
  const routes = template.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const { RouteKey, Target } = route.parse(properties);
    const [method = '', path = ''] = RouteKey.split(' ');
    const { IntegrationUri } = integration.parse(
      template.resources.get(integrationOf(template, Target))?.properties,
    );
    return { key: RouteKey, method, path, target: functionOf(template, IntegrationUri).name };
  });
  routes.sort((first, second) => greediness(first.path) - greediness(second.path));

  return {
    async request(path, init) {
      const request = new Request(new URL(path, 'https://doors.example.com'), init);
      const { pathname, search } = new URL(request.url);
      const taken = routes.find((one) => one.method === request.method && patternOf(one.path).test(pathname));
      if (!taken) return Response.json({ message: 'Not Found' }, { status: 404 });
      const body = Buffer.from(await request.arrayBuffer());
      const event = {
        version: '2.0',
        routeKey: taken.key,
        rawPath: pathname,
        rawQueryString: search.slice(1),
        headers: {
          host: 'doors.example.com',
          'x-forwarded-proto': 'https',
          ...Object.fromEntries(request.headers),
        },
        requestContext: {
          accountId: account,
          apiId: 'emulated',
          domainName: 'doors.example.com',
          http: {
            method: request.method,
            path: pathname,
            protocol: 'HTTP/1.1',
            sourceIp: '192.0.2.1',
            userAgent: 'story',
          },
          requestId: 'emulated',
          routeKey: taken.key,
          stage: '$default',
          timeEpoch: now(),
        },
        ...(body.length > 0 ? { body: body.toString('base64') } : {}),
        isBase64Encoded: body.length > 0,
      };
      return responseOf(answer.parse(await invoke(taken.target, event)));
    },
  };
}

function integrationOf(template: DeployedTemplate, target: string): string {
  const name = target.replace('integrations/', '');
  const found = template.ofType('AWS::ApiGatewayV2::Integration').find((one) => one.name === name);
  if (!found) throw new Error(`no integration ${target}`);
  return found.id;
}

/** `/{path+}` takes everything, `/webhooks/{source}` one part of the path. */
function greediness(path: string): number {
  return path === '/{path+}' ? 2 : path.includes('+}') ? 1 : 0;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

function responseOf({
  statusCode,
  headers,
  cookies,
  body,
  isBase64Encoded,
}: z.infer<typeof answer>): Response {
  const content = isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body);
  const response = new Response(content.length > 0 ? content : null, { status: statusCode, headers });
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}
