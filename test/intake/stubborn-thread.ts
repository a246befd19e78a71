import { answerReadings } from '../../functions/intake/mail-thread.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import type { MailToRead } from '../../functions/intake/read-mail.ts';

/** Reads mail like the desk, but for what these mails ask of it. */
answerReadings((mail: MailToRead) => {
  const asked = Buffer.from(mail.raw).toString();
  const whole = mail.givenUp === undefined;
  if (asked.includes('hang for ever') || (whole && asked.includes('hang'))) for (;;);
  if (whole && asked.includes('devour')) devour();
  if (whole && asked.includes('break')) throw new Error('broken');
  if (whole && asked.includes('leave at once')) process.exit(1);
  if (asked.includes('leave after')) setTimeout(() => process.exit(1), 10);
  if (asked.includes('fail after')) setTimeout(failLater, 10);
  return readMail(mail);
});

function failLater(): never {
  throw new Error('broken with nothing to read');
}

function devour(): never {
  const eaten: string[][] = [];
  for (;;) eaten.push(Array.from({ length: 100_000 }, (_, at) => `${eaten.length}/${at}`));
}
