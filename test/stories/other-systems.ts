import * as z from 'zod';
import type { CallAnswer, Hooks, ReceivedCall } from './world.ts';

/** The systems that a desk calls, as far as a story plays them. */
export interface OtherSystems {
  hooks: Hooks;
  /** A call arrives at the system of this id; what it answers. */
  take(id: string, call: { headers: Record<string, string>; body: string }): { status: number; body: string };
  /** As if nobody had called. */
  forget(): void;
}

const taken: CallAnswer = { status: 202 };

export function otherSystems(): OtherSystems {
  const calls = new Map<string, ReceivedCall[]>();
  const answers = new Map<string, CallAnswer>();
  return {
    hooks: {
      received: async (id) => calls.get(id) ?? [],
      answerWith: (id, answer) => void answers.set(id, answer),
    },
    take(id, { headers, body }) {
      const call = { headers, body: z.record(z.string(), z.unknown()).parse(JSON.parse(body)) };
      calls.set(id, [...(calls.get(id) ?? []), call]);
      const answer = answers.get(id) ?? taken;
      return { status: answer.status, body: answer.body === undefined ? '' : JSON.stringify(answer.body) };
    },
    forget() {
      calls.clear();
      answers.clear();
    },
  };
}
