import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from './access.ts';
import type { DeployedTemplate } from './deployed-template.ts';
import { neededRights } from './needed-rights.ts';
import type { ServiceCall } from './needed-rights.ts';

export interface ServiceAnswer {
  status: number;
  body: unknown;
  /** The error's name, where the call is refused. */
  error?: string;
}

export interface ServiceEndpoint {
  url: string;
  /** Sets what answers and who is held against which rights; calls of nobody known are the test's own. */
  govern(rules: EndpointRules): void;
  close(): Promise<void>;
}

export interface EndpointRules {
  template: DeployedTemplate;
  access: Access;
  /** Services that run elsewhere, by the name they are signed for. */
  forward: Record<string, string>;
  answer: Record<string, (call: ServiceCall) => ServiceAnswer | Promise<ServiceAnswer>>;
  /** Hears of every call that is allowed. */
  noted: (call: ServiceCall) => void;
}

/**
 * One address for every AWS service. Each function signs with its own name as the access key, so that every call is
 * known by who made it, and is refused when the template does not grant it.
 */
export async function openServiceEndpoint(): Promise<ServiceEndpoint> {
  let rules: EndpointRules | null = null;
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((fault: unknown) => {
      outgoing.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(JSON.stringify({ __type: 'EmulatorFault', message: String(fault) }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the endpoint has no port');

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (!rules) throw new Error('nothing is deployed yet');
    const { caller, service } = signatureOf(incoming);
    const operation =
      String(incoming.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    const body = await bodyOf(incoming);
    const call: ServiceCall = {
      service,
      operation,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      body,
    };
    const { template, access, forward, answer } = rules;
    const known = [...template.resources.values()].some(({ name }) => name === caller);
    const needs = known ? neededRights(call, template) : [];
    const forbidden = needs.filter((need) => !access.allows(caller, need));
    if (forbidden.length > 0) {
      reply(outgoing, {
        status: 403,
        error: 'AccessDeniedException',
        body: { message: JSON.stringify(forbidden) },
      });
      return;
    }
    rules.noted(call);
    const elsewhere = forward[service];
    const here = answer[service];
    if (elsewhere) await passOn(incoming, outgoing, { body, to: elsewhere });
    else if (here) reply(outgoing, await here(call));
    else throw new Error(`there is no ${service} here`);
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    govern: (given) => {
      rules = given;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const CREDENTIAL = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//;

/** In a header, or in the address of what was signed for somebody else to fetch. */
function signatureOf({ headers, url = '' }: IncomingMessage): { caller: string; service: string } {
  const signed = headers.authorization ?? decodeURIComponent(url);
  const [, caller = '', service = ''] = CREDENTIAL.exec(signed) ?? [];
  if (!service) throw new Error('a call that nobody has signed');
  return { caller, service };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(incoming, 'end');
  return Buffer.concat(chunks);
}

function reply(outgoing: ServerResponse, { status, body, error }: ServiceAnswer): void {
  const content = error === undefined ? body : { __type: error, message: JSON.stringify(body) };
  outgoing.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
  });
  outgoing.end(JSON.stringify(content));
}

/** Byte for byte, but for the access key: DynamoDB Local wants one of letters and digits. */
async function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { body, to }: { body: Buffer; to: string },
): Promise<void> {
  const target = new URL(incoming.url ?? '/', to);
  const authorization = incoming.headers.authorization?.replace(/Credential=[^/]+/, 'Credential=emulated');
  const headers = { ...incoming.headers, ...(authorization ? { authorization } : {}), host: target.host };
  const onward = request(target, { method: incoming.method ?? 'GET', headers });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const content = await bodyOf(answer);
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  outgoing.end(content);
}
