import { deskOnAws, isOnAws } from './desk-on-aws.ts';
import type { PlaceOnAws } from './desk-on-aws.ts';
import { fatesAt } from './fates-client.ts';
import { mailFates } from './mail-fates.ts';
import type { MailFates } from './mail-fates.ts';

/** What became of the mail of a desk, the one that runs here or one on AWS; a sentence when it cannot be had. */
export async function fatesOf(place: PlaceOnAws & { port: number }): Promise<MailFates | string> {
  if (!isOnAws(place)) return fatesAt(place.port);
  const deps = await deskOnAws(place, { takesIn: false });
  return typeof deps === 'string' ? deps : mailFates(deps, NO_VIEW);
}

/** Nothing on AWS leads from where a mail lies to what it became: the mail is read again, and says it. */
const NO_VIEW = { storedFrom: () => null, unnamedMails: () => [] };
