import * as z from 'zod';
import { domainOf, normalAddress } from './inbound-message.ts';

/** An address, or a domain with everything under it, as desk.yaml names whom it means. */
export const addressOrDomain = z
  .string()
  .regex(/^([^@\s]+@)?[a-z0-9.-]+\.[a-z]+$/, 'write an address or a domain in lower case');

export function isListed(names: readonly string[], address: string): boolean {
  const normal = normalAddress(address);
  return names.some((name) => name === normal || (!name.includes('@') && isUnder(domainOf(normal), name)));
}

export function isUnder(domain: string, name: string): boolean {
  return domain === name || domain.endsWith(`.${name}`);
}
