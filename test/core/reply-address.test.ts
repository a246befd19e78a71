import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newTicketRef } from '../../functions/core/ids.ts';
import { pageToken, readPageToken } from '../../functions/core/page-link.ts';
import { readReplyAddress, replyAddress, stepCode } from '../../functions/core/reply-address.ts';
import type { ReplyToken } from '../../functions/core/reply-address.ts';
import { readRootMessageId, rootMessageId } from '../../functions/core/root-message-id.ts';
import { testMac } from './signer-of-tests.ts';

const domain = 'help.example.com';
const refs = fc.uint8Array({ minLength: 5, maxLength: 5 }).map((random) => newTicketRef(() => random));
const tokens: fc.Arbitrary<ReplyToken> = fc.record({
  ref: refs,
  participant: fc.integer({ min: 0, max: 1023 }),
  role: fc.constantFrom('reply', 'note'),
});
const visits = fc.record({
  id: fc.stringMatching(/^[a-z][a-z_]{0,30}$/),
  visit: fc.integer({ min: 1, max: 99 }),
});
/** Of mails about a step. */
const stepTokens = fc.tuple(tokens, visits).map(([token, visit]) => ({ ...token, step: stepCode(visit) }));

test('a reply address says again what went into it, in any case, under every key that is still known', () => {
  fc.assert(
    fc.property(fc.oneof(tokens, stepTokens), fc.constantFrom('a', 'b'), (token, key) => {
      const address = replyAddress(token, domain, key, testMac);
      expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
      expect(readReplyAddress(address, domain, testMac)).toEqual(token);
      expect(readReplyAddress(address.toUpperCase(), domain, testMac)).toEqual(token);
    }),
  );
});

test('no changed character leaves a reply address valid', () => {
  fc.assert(
    fc.property(
      fc.oneof(tokens, stepTokens),
      fc.nat(27),
      fc.constantFrom(...Array.from('0123456789abcdefghjkmnpqrstvwxyz')),
      (token, at, other) => {
        const address = replyAddress(token, domain, 'a', testMac);
        const index = 'reply+'.length + at;
        fc.pre(address[index] !== other);
        const altered = address.slice(0, index) + other + address.slice(index + 1);
        expect(readReplyAddress(altered, domain, testMac)).toBeNull();
      },
    ),
  );
});

test('an address without its step, or with another, is not ours', () => {
  fc.assert(
    fc.property(tokens, visits, visits, (token, one, other) => {
      fc.pre(stepCode(one) !== stepCode(other));
      const address = replyAddress({ ...token, step: stepCode(one) }, domain, 'a', testMac);
      expect(readReplyAddress(address.replace(/^(.{17})..../, '$1'), domain, testMac)).toBeNull();
      const swapped = address.replace(/^(.{17})..../, `$1${stepCode(other)}`);
      expect(readReplyAddress(swapped, domain, testMac)).toBeNull();
    }),
  );
});

test.each([
  ['another domain', 'reply+7k3m9qxa02ra0123456789abcdef@elsewhere.example'],
  ['a plain address', 'support@help.example.com'],
  ['an unknown key', 'reply+7k3m9qxa02rz0123456789abcdef@help.example.com'],
  ['nothing', ''],
])('%s is no reply address of ours', (_what, address) => {
  expect(readReplyAddress(address, domain, testMac)).toBeNull();
});

test('page links and root ids are read back, and neither passes for the other', () => {
  fc.assert(
    fc.property(refs, fc.integer({ min: 1, max: 1023 }), (ref, participant) => {
      const token = pageToken({ ref, participant }, 'b', testMac);
      expect(readPageToken(token, testMac)).toEqual({ ref, participant });
      expect(readPageToken(token.slice(0, -1), testMac)).toBeNull();
      expect(readPageToken(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`, testMac)).toBeNull();
      const root = rootMessageId(ref, domain, 'b', testMac);
      expect(readRootMessageId(root, domain, testMac)).toBe(ref);
      expect(readRootMessageId(root, 'elsewhere.example', testMac)).toBeNull();
      expect(readPageToken(root, testMac)).toBeNull();
    }),
  );
});
