import * as z from 'zod';

const budget = (number: number) => z.int().positive().default(number);

/** Of one kind of automatic mail within three hours. */
const sendingLimits = (given: { address: number; family: number; ticket: number }) =>
  z
    .strictObject({
      address: budget(given.address),
      family: budget(given.family),
      ticket: budget(given.ticket),
      domain: budget(20_000),
      inbox: budget(50_000),
      desk: budget(100_000),
    })
    .prefault({});

/** How much one correspondent may cause; what is over is held, or not sent. A family is an address without its digits. */
export const limits = z
  .strictObject({
    /** New requests within an hour. */
    requests: z
      .strictObject({
        address: budget(600),
        family: budget(6_000),
        domain: budget(20_000),
        inbox: budget(50_000),
        desk: budget(100_000),
      })
      .prefault({}),
    /** What the desk answers by itself, to people outside. */
    answers: sendingLimits({ address: 10, family: 20, ticket: 10 }),
    /** Reminders, questions and everything for the desk's own people. */
    notices: sendingLimits({ address: 5_000, family: 20_000, ticket: 100 }),
  })
  .prefault({});
