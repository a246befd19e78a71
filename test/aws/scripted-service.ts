import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';

export interface ServiceRequest {
  /** `AWSStepFunctions.StartExecution`, or the path where the protocol names none. */
  operation: string;
  body: Record<string, unknown>;
}

export interface ServiceAnswer {
  /** 200, or 400 with an error. */
  status?: number;
  /** The error's name, for an answer that refuses. */
  error?: string;
  body?: Record<string, unknown>;
}

/** An AWS service that answers as the test says and remembers what it was asked. */
export interface ScriptedService {
  requests: ServiceRequest[];
  /** For a client's constructor. */
  client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  close(): Promise<void>;
}

export async function scriptedService(
  answer: (request: ServiceRequest) => ServiceAnswer,
): Promise<ScriptedService> {
  const requests: ServiceRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then((text) => {
      const operation = incoming.headers['x-amz-target'] ?? incoming.url ?? '';
      const request = { operation: String(operation), body: JSON.parse(text) as Record<string, unknown> };
      requests.push(request);
      const { error, status = error === undefined ? 200 : 400, body = {} } = answer(request);
      const named = error === undefined ? {} : { 'x-amzn-errortype': error };
      const content = error === undefined ? body : { __type: error, message: 'as scripted', ...body };
      outgoing.writeHead(status, {
        'content-type': 'application/x-amz-json-1.0',
        ...named,
      });
      outgoing.end(JSON.stringify(content));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the service has no port');
  return {
    requests,
    client: {
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'none' },
      maxAttempts: 1,
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(incoming, 'end');
  return Buffer.concat(chunks).toString();
}
