import { describe, expect, test } from 'vitest';
import { rawMail, receive } from './raw-mail.ts';
import { ticketWorld } from './ticket-world.ts';

/** One mail comes by two ways, and only one of them proves who sent it. */

const headers = ['Message-ID: <a@shop.example>'];
const raw = rawMail({ headers });
const viaList = rawMail({ headers: ['Received: by list.example', ...headers] });
const forged = { dmarc: 'FAIL', dmarcPolicy: 'reject' } as const;

describe('a mail that was held when nothing proved its sender', () => {
  test.each([
    ['as forged', forged],
    ['as spam', { spam: 'FAIL', dmarc: 'GRAY' }],
  ] as const)('%s, is taken in when it comes proven, once', async (_how, verdicts) => {
    const world = ticketWorld();
    expect((await receive(world, { id: 'list', raw: viaList, verdicts })).kind).toBe('suspended');
    const outcome = await receive(world, { id: 'direct', raw });
    const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
    expect(await world.messages(ref)).toHaveLength(1);
    expect(await world.held()).toEqual([]);
    for (const id of ['direct', 'again'])
      expect(await receive(world, { id, raw })).toEqual({ kind: 'duplicate', ref });
    expect(await receive(world, { id: 'list', raw: viaList, verdicts })).toEqual({ kind: 'duplicate', ref });
  });

  test('stays held for what speaks against the proven one too', async () => {
    const world = ticketWorld();
    await receive(world, { id: 'list', raw: viaList, verdicts: { ...forged, spam: 'FAIL' } });
    const outcome = await receive(world, { id: 'direct', raw, verdicts: { spam: 'FAIL' } });
    expect(outcome).toEqual({ kind: 'suspended', cause: 'spam' });
    expect(await world.held()).toMatchObject([{ cause: 'spam', waived: [] }]);
  });

  test('is a duplicate as long as it comes unproven, or was proven before', async () => {
    for (const first of [forged, { spam: 'FAIL' }] as const) {
      const world = ticketWorld();
      await receive(world, { id: 'list', raw: viaList, verdicts: first });
      const verdicts = first === forged ? forged : {};
      expect(await receive(world, { id: 'direct', raw, verdicts })).toEqual({ kind: 'duplicate', ref: null });
      expect(await world.held()).toHaveLength(1);
    }
  });
});
