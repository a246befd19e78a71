import { domainOf } from '../../functions/core/inbound-message.ts';
import type { ReceivedMail } from '../stories/world.ts';

/** The desk's domain in the stories. */
const TOLD_DOMAIN = 'help.example.com';

export interface RealAddresses {
  /** `Name <customer@shop.example>` → `Name <customer.1f2e3d4c@people.help.example.net>`; the desk's own keep their names. */
  real(address: string): string;
  /** A mail as the story expects to see it: the desk is at the domain of the stories. */
  told(mail: ReceivedMail): ReceivedMail;
}

/** Stories speak of example domains; mail goes to where the stack and its people really are. */
export function realAddresses(options: {
  mailDomain: string;
  peopleDomain: string;
  /** Tells this story's customers from those of all others, so that no budget of an address runs out. */
  story: string;
}): RealAddresses {
  const { mailDomain, peopleDomain, story } = options;

  function realOne(address: string): string {
    const local = address.slice(0, address.lastIndexOf('@'));
    const domain = domainOf(address);
    if (domain === mailDomain || domain === peopleDomain) return address;
    return domain === TOLD_DOMAIN ? `${local}@${mailDomain}` : `${local}.${story}@${peopleDomain}`;
  }

  function toldOne(address: string): string {
    return domainOf(address) === mailDomain ? address.replace(/@.*$/, `@${TOLD_DOMAIN}`) : address;
  }

  return {
    real: (address) => address.replace(/[^\s<>@]+@[^\s<>@]+/, realOne),
    told: (mail) => ({ ...mail, from: toldOne(mail.from), replyTo: toldOne(mail.replyTo) }),
  };
}
