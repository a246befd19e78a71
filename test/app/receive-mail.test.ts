import { describe, expect, test } from 'vitest';
import { receiveMail } from '../../functions/app/receive-mail.ts';
import { allPass } from '../core/inbound-builders.ts';
import { rawMail, receive } from './raw-mail.ts';
import { CUSTOMER, MONDAY, ONE, ticketWorld, work } from './ticket-world.ts';

const ID = 'Message-ID: <first@shop.example>';

describe('one mail', () => {
  test('delivered to two inboxes, each under its own delivery id, is one ticket', async () => {
    const world = ticketWorld();
    const raw = rawMail({ to: 'support@help.example.com, billing@help.example.com', headers: [ID] });
    const [first, second] = await Promise.all([
      receive(world, { id: 'a', raw, recipients: ['support@help.example.com'] }),
      receive(world, { id: 'b', raw, recipients: ['billing@help.example.com'] }),
    ]);
    expect([first, second].map(({ kind }) => kind).toSorted()).toEqual(['duplicate', 'new_ticket']);
  });

  test('whose sender tried twice is one ticket; other words under the same Message-ID are another', async () => {
    const world = ticketWorld();
    await receive(world, { id: 'a', raw: rawMail({ headers: [ID] }) });
    expect(await receive(world, { id: 'b', raw: rawMail({ headers: [ID] }) })).toMatchObject({
      kind: 'duplicate',
    });
    const other = rawMail({ headers: [ID], body: 'Another matter.' });
    expect(await receive(world, { id: 'c', raw: other })).toMatchObject({ kind: 'new_ticket' });
  });

  test('in Shift_JIS arrives as it was written', async () => {
    const world = ticketWorld();
    // プリンタ
    const body = new Uint8Array([0x83, 0x76, 0x83, 0x8a, 0x83, 0x93, 0x83, 0x5e]);
    const subject = '=?ISO-2022-JP?B?GyRCJVclaiVzJT8bKEI=?=';
    const headers = ['Content-Type: text/plain; charset=Shift_JIS', 'Content-Transfer-Encoding: 8bit'];
    const outcome = await receive(world, { id: 'a', raw: rawMail({ subject, headers, body }) });
    const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
    expect((await world.stateOf(ref)).ticket.subject).toBe('プリンタ');
    expect((await world.messages(ref))[0]?.text).toBe('プリンタ');
  });

  test('with a file keeps it by its content, and an agent’s file alone reaches the customer', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    const one = await world.agent(ref, 'one');
    const body = [
      '--b',
      'Content-Type: application/pdf; name="manual.pdf"',
      'Content-Disposition: attachment; filename="manual.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('%PDF-1.7').toString('base64'),
      '--b--',
      '',
    ].join('\r\n');
    const to = world.addressOf(ref, one.id);
    const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
    const raw = rawMail({ from: ONE, to, headers, body });
    expect(await receive(world, { id: 'a', raw, recipients: [to] })).toEqual({ kind: 'appended', ref });
    const message = (await world.messages(ref)).at(-1);
    expect(message).toMatchObject({ visibility: 'public', text: '', attachments: [{ name: 'manual.pdf' }] });
    const stored = world.blobs.get(message?.attachments[0]?.blobKey ?? '');
    expect(new TextDecoder().decode(stored)).toBe('%PDF-1.7');
    expect((await world.mails(ref)).at(-1)).toMatchObject({ to: 1, template: 'agent-reply' });
  });

  test('with a virus or without anything in it is held, once', async () => {
    const world = ticketWorld();
    const virus = { id: 'a', raw: rawMail({ headers: [ID] }), verdicts: { virus: 'FAIL' as const } };
    expect(await receive(world, virus)).toEqual({ kind: 'suspended', cause: 'virus' });
    expect(await receive(world, virus)).toEqual({ kind: 'duplicate', ref: null });
    expect(await receive(world, { id: 'b', raw: new Uint8Array() })).toEqual({
      kind: 'suspended',
      cause: 'unparseable',
    });
    expect(await world.held()).toHaveLength(2);
  });

  test('that is not there yet is asked for again', async () => {
    const world = ticketWorld();
    const receipt = {
      deliveryId: 'x',
      receivedAt: MONDAY,
      mailFrom: CUSTOMER,
      recipients: [],
      verdicts: allPass,
      rawKey: 'inbound/x',
    };
    await expect(receiveMail(world.deps, receipt)).rejects.toThrow('no raw mail');
  });
});
