import type { Caller } from '../app/ports.ts';

/** A system that has not answered by then has not answered. */
const TIME_LIMIT_MS = 10_000;
/** An outcome and the answers to a form; whoever sends more sends something else. */
const LONGEST_ANSWER = 64 * 1024;

/** Where a process leads is what desk.yaml says and not what a system answers, hence no redirects. */
export function httpCaller({ timeLimitMs = TIME_LIMIT_MS } = {}): Caller {
  return {
    async post({ url, headers, body }) {
      if (!/^https?:\/\//i.test(url)) throw new RangeError('only http and https lead to other systems');
      const signal = AbortSignal.timeout(timeLimitMs);
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      return { status: response.status, body: await bytesOf(response) };
    },
  };
}

async function bytesOf(response: Response): Promise<Uint8Array | null> {
  const stream: ReadableStream<Uint8Array> | null = response.body;
  if (!stream) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LONGEST_ANSWER) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
