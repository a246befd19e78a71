import { Hono } from 'hono';
import { completeStep } from '../functions/app/complete-step.ts';
import type { StepEnd } from '../functions/app/complete-step.ts';
import { takeInMessage } from '../functions/app/take-in-message.ts';
import type { TakeInDeps } from '../functions/app/taking-in.ts';
import type { InboundMessage } from '../functions/core/inbound-message.ts';
import { callbackApp } from '../functions/web/callback-app.ts';
import { chatApp } from '../functions/web/chat-app.ts';
import { pagesApp } from '../functions/web/pages-app.ts';
import { webhookApp } from '../functions/web/webhook-app.ts';
import { localDownloads } from './local-downloads.ts';

/** Every door but mail, under one origin; in the cloud each is a function of its own. */
export function deskDoors(deps: TakeInDeps & { webhookSecrets: (source: string) => string[] }): Hono {
  const doors = {
    ...deps,
    takeIn: (message: InboundMessage) => takeInMessage(deps, message),
    completeStep: (end: StepEnd) => completeStep(deps, end),
  };
  const app = new Hono();
  app.route('/', chatApp(doors));
  const secrets = async (system: string) => deps.webhookSecrets(system);
  app.route('/', webhookApp({ ...doors, secrets }));
  app.route('/', callbackApp({ ...doors, secrets }));
  app.route('/', pagesApp({ ...doors, downloads: localDownloads(deps.blobs) }));
  return app;
}
