import { recordMailEvent } from './app/record-mail-event.ts';
import { clock, log, storeIn } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { readDeskFile } from './aws/desk-file.ts';
import { once } from './aws/once.ts';
import { readSesEvent } from './aws/ses-event.ts';

const ports = once(async () => {
  const env = environmentOf('mail-events');
  return { store: storeIn(env), desk: readDeskFile(env.DESK_FILE), clock, log };
});

/** SES tells how one of our mails fared. */
export async function handler(event: unknown): Promise<void> {
  const mailEvent = readSesEvent(event);
  if (mailEvent) await recordMailEvent(await ports(), mailEvent);
  else log('mail_event_unknown', {});
}
