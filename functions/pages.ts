import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { completeStep } from './app/complete-step.ts';
import type { StepEnd } from './app/complete-step.ts';
import { takeInMessage } from './app/take-in-message.ts';
import { doorPorts, downloadsFrom } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { answerHttpEvent } from './aws/http-event.ts';
import { once } from './aws/once.ts';
import type { InboundMessage } from './core/inbound-message.ts';
import { pagesApp } from './web/pages-app.ts';

const door = once(async () => {
  const env = environmentOf('pages');
  const ports = { ...(await doorPorts(env)), downloads: downloadsFrom(env) };
  const takeIn = (message: InboundMessage) => takeInMessage(ports, message);
  return pagesApp({ ...ports, takeIn, completeStep: (end: StepEnd) => completeStep(ports, end) });
});

/** Whoever holds a signed link sees where the request stands, and answers. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const app = await door();
  return answerHttpEvent(event, (request) => app.fetch(request));
}
