import { handle } from 'hono/aws-lambda';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { takeInMessage } from './app/take-in-message.ts';
import { doorPorts, webhookSecretsOf } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { once } from './aws/once.ts';
import type { InboundMessage } from './core/inbound-message.ts';
import { webhookApp } from './web/webhook-app.ts';

const door = once(async () => {
  const env = environmentOf('receive-webhook');
  const [ports, secrets] = await Promise.all([doorPorts(env), webhookSecretsOf(env)]);
  const takeIn = (message: InboundMessage) => takeInMessage(ports, message);
  return handle(webhookApp({ ...ports, takeIn, secrets }));
});

/** Other systems deliver what happened there. */
export async function handler(event: LambdaEvent, context: LambdaContext) {
  const answer = await door();
  return answer(event, context);
}
