import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { takeInMessage } from './app/take-in-message.ts';
import { doorPorts } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { answerHttpEvent } from './aws/http-event.ts';
import { once } from './aws/once.ts';
import type { InboundMessage } from './core/inbound-message.ts';
import { chatApp } from './web/chat-app.ts';

const door = once(async () => {
  const ports = await doorPorts(environmentOf('receive-chat'));
  const takeIn = (message: InboundMessage) => takeInMessage(ports, message);
  return chatApp({ ...ports, takeIn });
});

/** Visitors of a web site talk to the desk. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const app = await door();
  return answerHttpEvent(event, (request) => app.fetch(request));
}
