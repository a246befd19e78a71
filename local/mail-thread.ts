import { answerReadings, mailThread } from '../functions/intake/mail-thread.ts';

/** Reads mail in a thread that runs this very file; one for the whole process, however many desks it opens. */
export const { readMail: readMailInThread } = mailThread({ script: new URL(import.meta.url) });

answerReadings();
