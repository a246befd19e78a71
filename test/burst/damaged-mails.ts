import { mutateMail } from '../fuzz/mutate-mail.ts';
import type { Random } from '../fuzz/random.ts';
import { fixture, fixtureNames } from '../intake/fixture-mail.ts';
import type { Attack } from './attackers.ts';

/** Mails of the fixtures, each damaged somewhere. One in ten keeps the name under which others may come as well. */
export function damagedMails(count: number, random: Random): Attack[] {
  const names = fixtureNames();
  const mails = names.map((name) => ({ name, raw: fixture(name) }));
  return Array.from({ length: count }, (_, number) => {
    const { name, raw } = random.pick(mails);
    const { mail } = mutateMail(raw, { random, other: random.pick(mails).raw });
    const own = number % 10 === 0 ? '' : `Message-ID: <damaged-${number}@fuzz.example>\r\n`;
    return {
      name: `damaged ${name}`,
      same: own || name,
      mailFrom: `customer@fuzz-${number}.example`,
      recipients: ['support@help.example.com'],
      raw: Buffer.concat([Buffer.from(own), mail]),
    };
  });
}
