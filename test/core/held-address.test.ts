import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heldAddress, readHeldAddress } from '../../functions/core/held-address.ts';
import { newUlid } from '../../functions/core/ids.ts';
import { testMac } from './signer-of-tests.ts';

const domain = 'help.example.com';
const agents = fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/);
const items = fc.option(
  fc.uint8Array({ minLength: 10, maxLength: 10 }).map((bytes) => newUlid(1e12, () => bytes)),
);
const keys = fc.constantFrom('a', 'b');

const read = (address: string, agent: string) => readHeldAddress(address, { agent, domain, mac: testMac });

test('an address for held mail says again whose it is and of what, in any case, under every key', () => {
  fc.assert(
    fc.property(agents, items, keys, (agent, item, key) => {
      const address = heldAddress({ agent, item }, domain, key, testMac);
      expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
      expect(read(address, agent)).toEqual({ agent, item });
      expect(read(address.toUpperCase(), agent)).toEqual({ agent, item });
    }),
  );
});

test('it is nobody else’s, and no changed character leaves it valid', () => {
  fc.assert(
    fc.property(
      agents,
      agents,
      items,
      fc.nat(60),
      fc.constantFrom(...Array.from('0123456789abcdefghjkmnpqrstvwxyz')),
      (...given) => {
        const [agent, other, item, position, character] = given;
        fc.pre(agent !== other);
        const address = heldAddress({ agent, item }, domain, 'b', testMac);
        expect(read(address, other)).toBeNull();
        const at = 'held+'.length + (position % (address.indexOf('@') - 'held+'.length));
        fc.pre(address.charAt(at) !== character);
        expect(read(address.slice(0, at) + character + address.slice(at + 1), agent)).toBeNull();
      },
    ),
  );
});

test.each(['held+@help.example.com', 'held@help.example.com', 'held+b0000000000000000@other.example', ''])(
  '%j is none',
  (address) => {
    expect(read(address, 'one')).toBeNull();
  },
);

test('a key that is not there makes none', () => {
  expect(() => heldAddress({ agent: 'one', item: null }, domain, 'z', testMac)).toThrow(RangeError);
});
