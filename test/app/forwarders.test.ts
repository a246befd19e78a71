import { describe, expect, test } from 'vitest';
import { recoverHeld } from '../../functions/app/held-items.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { InboundMessage, Passage } from '../../functions/core/inbound-message.ts';
import { allPass } from '../core/inbound-builders.ts';
import { smallDesk } from '../core/small-desk.ts';
import { openSealer } from '../intake/sealing.ts';
import { postWorld } from './post-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { ONE, ticketWorld, work } from './ticket-world.ts';

const failed = { ...allPass, spf: 'FAIL', dkim: 'FAIL', dmarc: 'FAIL', dmarcPolicy: 'reject' } as const;
const unchecked = { ...allPass, dmarc: 'GRAY' } as const;

describe('a registered forwarder', () => {
  const forwarders = [{ from: 'firm.example', sealer: 'mailhost.example' }];
  const broken = { ...failed, spf: 'PASS' } as const;
  const passage = (different: Partial<Passage> = {}): { passage: Passage } => ({
    passage: {
      mailFrom: 'office+caf_=support=help@firm.example',
      through: ['office@firm.example'],
      seal: { by: 'mailhost.example', dmarc: 'pass', from: 'shop.example', isProven: true },
      list: false,
      originalFrom: null,
      ...different,
    },
  });

  test('vouches for a sender whose signature it broke', async () => {
    const world = postWorld({ forwarders });
    const [message] = await world.messages(await world.ask({ verdicts: broken, ...passage() }));
    expect(message?.flags).toEqual(['sender_by_forwarder: firm.example']);
    expect(message?.receipt.identity).toEqual({ by: 'forwarder', says: 'firm.example', dmarc: 'PASS' });
  });

  test.each<[string, Partial<Desk>, Partial<InboundMessage>]>([
    ['that nobody has registered', {}, passage()],
    ['whose own envelope is not proven', { forwarders }, { ...passage(), verdicts: { ...failed } }],
    ['of another domain', { forwarders }, passage({ mailFrom: 'x@elsewhere.example' })],
    ['that did not seal', { forwarders }, passage({ seal: null })],
    [
      'whose seal nobody has checked',
      { forwarders },
      passage({ seal: { by: 'mailhost.example', dmarc: 'pass', from: 'shop.example' } }),
    ],
    [
      'whose seal is another’s',
      { forwarders },
      passage({ seal: { by: 'elsewhere.example', dmarc: 'pass', from: '', isProven: true } }),
    ],
    [
      'that found a failure',
      { forwarders },
      passage({ seal: { by: 'mailhost.example', dmarc: 'fail', from: '', isProven: true } }),
    ],
    [
      'that speaks of another author',
      { forwarders },
      passage({ seal: { by: 'mailhost.example', dmarc: 'pass', from: 'other.example', isProven: true } }),
    ],
  ])('%s vouches for nobody', async (_what, desk, different) => {
    const world = postWorld(desk);
    expect(await world.takeIn({ verdicts: broken, ...different })).toEqual({
      kind: 'suspended',
      cause: 'auth_failed',
    });
  });

  describe('that seals what it hands on', () => {
    const mailhost = openSealer('mailhost.example');
    const written = new TextDecoder().decode(rawMail({ headers: ['Message-ID: <a@shop.example>'] }));
    const take = (
      raw: string,
      different: Partial<Parameters<typeof receive>[1]> = {},
      lookUp = mailhost.lookUp,
    ) => {
      const world = ticketWorld({ desk: { ...smallDesk, forwarders } });
      world.deps.textRecords = lookUp;
      const mailFrom = 'office+caf_=support=help@firm.example';
      const delivery = {
        id: 'a',
        raw: new TextEncoder().encode(raw),
        mailFrom,
        verdicts: broken,
        ...different,
      };
      return { world, outcome: receive(world, delivery) };
    };

    test('is believed for its signature', async () => {
      const { world, outcome } = take(mailhost.seal(written, {}));
      const taken = await outcome;
      if (taken.kind !== 'new_ticket') throw new Error(taken.kind);
      expect((await world.messages(taken.ref))[0]?.flags).toEqual(['sender_by_forwarder: firm.example']);
    });

    test.each<[string, string, Partial<Parameters<typeof receive>[1]>]>([
      ['with a signature of nobody', mailhost.seal(written, {}).replace(/ b=..../, ' b=AAAA'), {}],
      [
        'with its seal on another mail',
        mailhost.seal(written, {}).replace('It prints nothing.', 'Pay us.'),
        {},
      ],
      ['with somebody’s own seal', openSealer('mailhost.example').seal(written, {}), {}],
      [
        'with somebody else’s seal upon it',
        openSealer('forger.example').seal(mailhost.seal(written, {}), { instance: 2 }),
        {},
      ],
      [
        'with two authors, of whom it names none',
        mailhost.seal(written.replace('From:', 'From: Boss <boss@shop.example>,'), {
          findings: 'dmarc=pass',
        }),
        {},
      ],
      ['handed over by somebody else', mailhost.seal(written, {}), { mailFrom: 'x@forger.example' }],
      ['handed over from where it may not be', mailhost.seal(written, {}), { verdicts: failed }],
    ])('is not believed %s', async (_what, raw, different) => {
      expect(await take(raw, different).outcome).toEqual({ kind: 'suspended', cause: 'auth_failed' });
    });

    test('is not believed while its key cannot be looked up, and is once it can', async () => {
      const { world, outcome } = take(mailhost.seal(written, {}), {}, async () => {
        throw new Error('no answer');
      });
      expect(await outcome).toEqual({ kind: 'suspended', cause: 'auth_failed' });
      const [item] = await world.held();
      world.deps.textRecords = mailhost.lookUp;
      const recovered = await recoverHeld(world.deps, { id: item?.id ?? '', as: 'intended', by: 'lead' });
      if (recovered.kind !== 'recovered') throw new Error(recovered.kind);
      const [message] = await world.messages(recovered.ref);
      expect(message?.flags).toEqual(['late_recovered', 'sender_by_forwarder: firm.example']);
    });

    test.each<[string, Partial<Desk>, Partial<Parameters<typeof receive>[1]>]>([
      ['nobody has registered', {}, {}],
      ['hands on what its author’s domain vouches for anyway', { forwarders }, { verdicts: {} }],
    ])('costs no question to the DNS when it %s', async (_when, desk, different) => {
      const world = ticketWorld({ desk: { ...smallDesk, ...desk } });
      world.deps.textRecords = async (name) => {
        throw new Error(`${name} was looked up`);
      };
      const raw = new TextEncoder().encode(mailhost.seal(written, {}));
      await receive(world, { id: 'a', raw, mailFrom: 'x@firm.example', verdicts: broken, ...different });
      const [item] = await world.held();
      expect(item ? item.cause : 'a ticket').toBe('forwarders' in desk ? 'a ticket' : 'auth_failed');
    });
  });

  test('does not vouch for an agent: he proves himself', async () => {
    const world = postWorld({ forwarders: [{ from: 'firm.example', sealer: 'mailhost.example' }] });
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    const one = await world.agent(ref, 'one');
    const seal = { by: 'mailhost.example', dmarc: 'pass', from: 'team.example', isProven: true } as const;
    const verdicts = { ...unchecked, spf: 'PASS' } as const;
    const outcome = await world.answer(ref, {
      issuedTo: one.id,
      sender: ONE,
      text: '#done',
      verdicts,
      ...passage({ seal }),
    });
    expect(outcome).toEqual({ kind: 'suspended', cause: 'agent_auth_failed' });
  });
});
