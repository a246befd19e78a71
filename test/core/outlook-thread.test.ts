import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf } from '../../functions/core/instant.ts';
import { threadHeaders } from '../../functions/core/outlook-thread.ts';

const bytesOf = (base64: string) => [...atob(base64)].map((character) => character.charCodeAt(0));
const base64 = (bytes: number[]) => btoa(String.fromCharCode(...bytes));
const AT = '2026-11-23T09:00:00.000Z';
/** The upper six bytes of how many 100 ns have passed since 1601. */
const began = (at: string) => {
  const time = BigInt(Date.parse(at) + 11_644_473_600_000) * 10_000n;
  return [5n, 4n, 3n, 2n, 1n, 0n].map((place) => Number((time >> (16n + 8n * place)) & 0xffn));
};
const header = (at: string) => [...began(at), ...Array.from({ length: 16 }, (_, index) => index)];

test('an answer is the customer’s index, five bytes longer, and his topic', () => {
  const index = base64(header('2026-11-23T08:00:00.000Z'));
  const headers = threadHeaders({ index, topic: 'Printer' }, AT);
  const bytes = bytesOf(headers['Thread-Index'] ?? '');
  expect(bytes.slice(0, 22)).toEqual(bytesOf(index));
  expect(bytes).toHaveLength(27);
  expect(headers['Thread-Topic']).toBe('Printer');
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.slice(22);
  const seconds = (((first << 24) | (second << 16) | (third << 8) | fourth) * 2 ** 18) / 10_000_000;
  expect(seconds).toBeCloseTo(3600, 0);
});

test('after more than a year and a half the time is told more coarsely', () => {
  const index = base64(header('2024-11-23T09:00:00.000Z'));
  const [first = 0, second = 0, third = 0, fourth = 0] = bytesOf(
    threadHeaders({ index, topic: '' }, AT)['Thread-Index'] ?? '',
  ).slice(22);
  expect(first & 0x80).toBe(0x80);
  const delta = ((first & 0x7f) << 24) | (second << 16) | (third << 8) | fourth;
  expect((delta * 2 ** 23) / 10_000_000 / 86_400).toBeCloseTo(730, 0);
});

test('of a very long conversation, or a damaged index, its name stays', () => {
  const long = base64([...header(AT), ...Array.from({ length: 400 }, () => 7)]);
  const broken = base64([...header(AT), 1, 2]);
  for (const index of [long, broken]) {
    const bytes = bytesOf(threadHeaders({ index, topic: '' }, AT)['Thread-Index'] ?? '');
    expect([bytes.length, bytes.slice(0, 22)]).toEqual([27, header(AT)]);
  }
});

test.each(['', 'not base64!', 'AAAA', 'AAA'])('%j is no index and comes back as nothing', (index) => {
  expect(threadHeaders({ index, topic: 'Printer' }, AT)).toEqual({});
});

test('nobody without Outlook gets one', () => {
  expect(threadHeaders(undefined, AT)).toEqual({});
});

test('a topic that no header line can carry is left out', () => {
  const index = base64(header(AT));
  expect(Object.keys(threadHeaders({ index, topic: 'Drucker für Büro' }, AT))).toEqual(['Thread-Index']);
});

test('whatever the index, the value fits a header line', () => {
  const anything = fc.uint8Array({ minLength: 22, maxLength: 700 });
  fc.assert(
    fc.property(anything, fc.nat(4_000_000_000_000), (bytes, millis) => {
      const value = threadHeaders({ index: base64([...bytes]), topic: '' }, instantOf(millis))[
        'Thread-Index'
      ];
      expect(value).toMatch(/^[A-Za-z0-9+/]{36,470}={0,2}$/);
    }),
  );
});
