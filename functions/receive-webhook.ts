import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { takeInMessage } from './app/take-in-message.ts';
import { doorPorts, webhookSecretsOf } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { answerHttpEvent } from './aws/http-event.ts';
import { once } from './aws/once.ts';
import type { InboundMessage } from './core/inbound-message.ts';
import { callbackApp } from './web/callback-app.ts';
import { webhookApp } from './web/webhook-app.ts';

const door = once(async () => {
  const env = environmentOf('receive-webhook');
  const [ports, secrets] = await Promise.all([doorPorts(env), webhookSecretsOf(env)]);
  const takeIn = (message: InboundMessage) => takeInMessage(ports, message);
  return webhookApp({ ...ports, takeIn, secrets }).route('/', callbackApp({ ...ports, secrets }));
});

/** Other systems deliver what happened there, and how it went what they were asked to do. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const app = await door();
  return answerHttpEvent(event, (request) => app.fetch(request));
}
