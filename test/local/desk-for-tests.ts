import { createServer } from 'node:net';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { localClock } from '../../local/clock.ts';
import type { ClockMode } from '../../local/clock.ts';
import { openLocalDesk } from '../../local/local-desk.ts';
import type { LocalDesk } from '../../local/local-desk.ts';

/** A Monday at ten in Berlin. */
export const mondayMorning = '2026-11-23T09:00:00.000Z';

export function shippedDesk(): Desk {
  const loaded = loadDesk('desk');
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.faults));
  return loaded.desk;
}

/** The shipped desk, in memory unless a folder is given. */
export function openTestDesk(
  options: { folder?: string; mode?: ClockMode; desk?: Desk } = {},
): Promise<LocalDesk> {
  const { folder = null, mode = { kind: 'manual' }, desk = shippedDesk() } = options;
  return openLocalDesk({
    folder,
    desk,
    clock: localClock({ mode, startAt: mondayMorning }),
    log: () => undefined,
    pagesUrl: 'http://127.0.0.1:8080',
  });
}

export function mailText(mail: {
  from?: string;
  to?: string;
  subject: string;
  text: string;
  id: string;
}): string {
  const { from = 'customer@example.com', to = 'support@help.example.com', subject, text, id } = mail;
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    '',
    text,
    '',
  ].join('\r\n');
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
