import { domainOf } from './inbound-message.ts';

/** Domains at which anybody gets an address: sharing one says nothing about two people. */
const PUBLIC_PROVIDERS =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|rocketmail|aol|icloud|me|mac|gmx|web|t-online|freenet|mail|inbox|proton|protonmail|pm|zoho|fastmail|tutanota|orange|wanadoo|free|laposte|libero|virgilio|tiscali|yandex|ya|rambler|qq|163|126|sina|naver|daum|seznam|wp|o2|onet|interia|bluewin|telia|ziggo|kpnmail|sapo|uol|bol|terra|comcast|verizon|att|sbcglobal|btinternet|sky|rediffmail)\.(?:[a-z]{2,4}|co\.[a-z]{2}|com\.[a-z]{2})$/;

export function isPublicProvider(address: string): boolean {
  return PUBLIC_PROVIDERS.test(domainOf(address));
}

/** Whether two people have their addresses from the same organisation. */
export function isSameOrganisation(first: string, second: string): boolean {
  const domain = domainOf(first);
  return domain !== '' && domain === domainOf(second) && !isPublicProvider(first);
}

/**
 * What stays of an address when a machine may have made up the rest: no part after a plus, no digits, and no marks
 * between them. `name+17@x` and `name-18@x` are one family.
 */
export function addressFamily(address: string): string {
  const [localPart = '', domain = ''] = address.toLowerCase().split('@');
  return `${localPart.replace(/\+.*$/, '').replaceAll(/[\d._-]+/g, '')}@${domain}`;
}
