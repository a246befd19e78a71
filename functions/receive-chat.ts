import { handle } from 'hono/aws-lambda';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { takeInMessage } from './app/take-in-message.ts';
import { doorPorts } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { once } from './aws/once.ts';
import type { InboundMessage } from './core/inbound-message.ts';
import { chatApp } from './web/chat-app.ts';

const door = once(async () => {
  const ports = await doorPorts(environmentOf('receive-chat'));
  const takeIn = (message: InboundMessage) => takeInMessage(ports, message);
  return handle(chatApp({ ...ports, takeIn }));
});

/** Visitors of a web site talk to the desk. */
export async function handler(event: LambdaEvent, context: LambdaContext) {
  const answer = await door();
  return answer(event, context);
}
