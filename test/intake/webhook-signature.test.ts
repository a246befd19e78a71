import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signDelivery, verifyDelivery } from '../../functions/intake/webhook-signature.ts';
import type { SignatureHeaders } from '../../functions/intake/webhook-signature.ts';

const now = '2026-11-23T09:00:00.000Z';
const timestamp = String(Date.parse(now) / 1000);
const body = new TextEncoder().encode('{"title":"Disk full"}');
const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const oldSecret = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const strangeSecret = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;

function signed(at = timestamp, key = secret): SignatureHeaders {
  return { id: 'msg_1', timestamp: at, signature: signDelivery({ id: 'msg_1', timestamp: at, body }, key) };
}

function verify(headers: SignatureHeaders, secrets = [secret, oldSecret], bytes = body) {
  return verifyDelivery({ headers, body: bytes }, { secrets, now });
}

/** Seconds before (negative) or after now. */
const at = (seconds: number) => String(Number(timestamp) + seconds);

test('signs as the published example of the specification does', () => {
  const example = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: '1614265330',
    body: new TextEncoder().encode('{"test": 2432232314}'),
  };
  expect(signDelivery(example, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test.each<[string, SignatureHeaders]>([
  ['the first secret', signed()],
  ['the second secret', signed(timestamp, oldSecret)],
  ['one right signature among others', { ...signed(), signature: `v1,AAAA ${signed().signature} v1,BBBB` }],
  ['a signature of another version beside it', { ...signed(), signature: `v1a,AAAA ${signed().signature}` }],
  ['a clock five minutes behind', signed(at(-300))],
  ['a clock five minutes ahead', signed(at(300))],
])('accepts %s', (_what, headers) => {
  expect(verify(headers)?.deliveryId).toBe('msg_1');
});

describe('refuses', () => {
  test.each<[string, SignatureHeaders]>([
    ['a missing id', { ...signed(), id: null }],
    ['a missing timestamp', { ...signed(), timestamp: null }],
    ['a missing signature', { ...signed(), signature: null }],
    ['an empty signature', { ...signed(), signature: '' }],
    ['another id', { ...signed(), id: 'msg_2' }],
    ['another timestamp', { ...signed(), timestamp: at(1) }],
    ['a timestamp too old', signed(at(-301))],
    ['a timestamp too far ahead', signed(at(301))],
    ['a timestamp that is no number', signed('now')],
    ['a timestamp in exponent form', signed('1e9')],
    ['a secret that is not in force', signed(timestamp, strangeSecret)],
    [
      'the right signature under another version',
      { ...signed(), signature: signed().signature?.replace('v1', 'v2') ?? '' },
    ],
    ['the right signature without a version', { ...signed(), signature: signed().signature?.slice(3) ?? '' }],
    [
      'a signature header sent twice and joined',
      { ...signed(), signature: `v1,AAAA, ${signed().signature}` },
    ],
    ['a shortened signature', { ...signed(), signature: signed().signature?.slice(0, -4) ?? '' }],
  ])('%s', (_what, headers) => {
    expect(verify(headers)).toBeNull();
  });

  test('every signature for a source without secrets', () => {
    expect(verify(signed(timestamp, `whsec_${Buffer.alloc(32).toString('base64')}`), [])).toBeNull();
  });

  test('a third secret', () => {
    expect(verify(signed(timestamp, strangeSecret), [secret, oldSecret, strangeSecret])).toBeNull();
  });

  test('any changed byte', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = body.map((byte, index) => (index === place ? byte ^ change : byte));
        expect(verify(signed(), [secret], changed)).toBeNull();
      }),
    );
  });

  test('whatever else stands in the headers, without throwing', () => {
    const header = fc.option(fc.string(), { nil: null });
    fc.assert(
      fc.property(header, header, header, (id, stamp, signature) => {
        expect(verify({ id, timestamp: stamp, signature })).toBeNull();
      }),
    );
  });
});

test.each(['secret', 'whsec_', 'whsec_!!!', ''])('throws for a secret written as %j', (written) => {
  expect(() => verify(signed(), [written])).toThrow(RangeError);
});
