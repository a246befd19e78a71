import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { otherSystems } from '../stories/other-systems.ts';
import type { OtherSystems } from '../stories/other-systems.ts';

export interface CalledSystems extends OtherSystems {
  /** Where the system of a hook is. */
  urlOf(hook: string): string;
  close(): Promise<void>;
}

/** The systems that functions call over HTTP, as they would across the internet. */
export async function openCalledSystems(): Promise<CalledSystems> {
  const systems = otherSystems();
  const server = createServer((incoming, outgoing) => {
    void textOf(incoming).then((body) => {
      const headers = z.record(z.string(), z.string()).parse(incoming.headers);
      const answer = systems.take(incoming.url?.slice(1) ?? '', { headers, body });
      outgoing.writeHead(answer.status).end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    ...systems,
    urlOf: (hook) => `http://127.0.0.1:${address.port}/${hook}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  return Buffer.concat(await incoming.toArray()).toString();
}
