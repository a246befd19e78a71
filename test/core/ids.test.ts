import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactRef, newTicketRef, newUlid, parseTicketRef, toBase32 } from '../../functions/core/ids.ts';

const bytes = (count: number) => fc.uint8Array({ minLength: count, maxLength: count });

test('a reference survives being typed in lower case, without hyphens and with look-alike letters', () => {
  fc.assert(
    fc.property(bytes(5), (random) => {
      const ref = newTicketRef(() => random);
      expect(ref).toMatch(/^T-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(parseTicketRef(ref)).toBe(ref);
      expect(parseTicketRef(compactRef(ref))).toBe(ref);
      expect(parseTicketRef(` ${ref.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBe(ref);
    }),
  );
});

test.each(['', 'T-', 'T-7K3M', 'T-7K3M-9QXAB', 'T-7K3U-9QXA', '#7K3M-9QXA'])('%j is no reference', (text) => {
  expect(parseTicketRef(text)).toBeNull();
});

test('base32 keeps every bit', () => {
  expect(toBase32(new Uint8Array([0xff, 0x00]))).toBe('ZW00');
  expect(toBase32(new Uint8Array([0, 1, 2, 3, 4]))).toBe('000G40R4');
});

test('ulids sort by time and carry 26 characters', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.nat(2 ** 20), bytes(10), bytes(10), (time, later, first, second) => {
      const earlierId = newUlid(time, () => first);
      const laterId = newUlid(time + later + 1, () => second);
      expect(earlierId).toHaveLength(26);
      expect(earlierId < laterId).toBe(true);
    }),
  );
});

test('a ulid reads as the specification’s example does', () => {
  expect(newUlid(1469918176385, () => new Uint8Array(10)).slice(0, 10)).toBe('01ARYZ6S41');
});
