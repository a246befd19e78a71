import { describe, expect, test } from 'vitest';
import { fileStatesToday, recordScan } from '../../functions/app/file-states.ts';
import type { Store } from '../../functions/app/ports.ts';
import { fileKey } from '../../functions/core/file-place.ts';
import type { FileVerdict } from '../../functions/core/file-state.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { Attachment } from '../../functions/core/inbound-message.ts';
import { smallDesk } from '../core/small-desk.ts';
import { zipOf } from '../intake/files/written-zip.ts';
import { rawMail, receive } from './raw-mail.ts';
import { CUSTOMER, ONE, ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

interface Part {
  name: string;
  type?: string;
  bytes?: Buffer;
}

function mailWith(parts: Part[], id: string, from = CUSTOMER): Uint8Array {
  const files = parts.map(({ name, type = 'application/octet-stream', bytes = Buffer.from('x') }) =>
    [
      '--b',
      `Content-Type: ${type}`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      bytes.toString('base64'),
    ].join('\r\n'),
  );
  const body = ['--b', 'Content-Type: text/plain', '', `See the files (${id}).`, ...files, '--b--', ''].join(
    '\r\n',
  );
  const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', `Message-ID: <${id}@x>`];
  return rawMail({ from, headers, body });
}

const deskWith = (attachments: Partial<Desk['attachments']>): Desk => ({
  ...smallDesk,
  attachments: { ...smallDesk.attachments, ...attachments },
});

async function filesOf(world: TicketWorld, id: string, parts: Part[], from?: string) {
  const outcome = await receive(world, { id, raw: mailWith(parts, id, from) });
  if (!('ref' in outcome) || outcome.ref === null) throw new Error(`${id} is in no ticket`);
  const { attachments = [], flags = [], text } = (await world.messages(outcome.ref)).at(-1) ?? {};
  return { attachments, flags, text };
}

async function today(world: TicketWorld, file: Pick<Attachment, 'state' | 'blobKey'> = {}) {
  return (await fileStatesToday(world.deps, [file]))(file);
}

const signature = { name: 'logo.png', type: 'image/png', bytes: Buffer.from('89504e470d0a1a0a0001', 'hex') };

describe('the files of a mail', () => {
  test('are judged one by one, and all are kept', async () => {
    const world = ticketWorld();
    const { attachments } = await filesOf(world, 'one', [
      { name: 'letter.pdf', bytes: Buffer.from('%PDF-1.7') },
      { name: 'invoice.pdf.exe' },
      { name: 'photos.zip', type: 'application/zip', bytes: zipOf([{ name: 'a.jpg' }, { name: 'b.scr' }]) },
    ]);
    expect(attachments.map(({ state }) => state)).toEqual([
      { kind: 'unscanned' },
      { kind: 'blocked_type', why: 'disguised_name' },
      { kind: 'blocked_type', why: 'ending', ending: 'scr' },
    ]);
    expect(attachments.map(({ blobKey }) => world.blobs.has(blobKey ?? ''))).toEqual([true, true, true]);
    expect(attachments.some((file) => 'inside' in file)).toBe(false);
  });

  test('that are too large are left in the mail, whose words are all there', async () => {
    const world = ticketWorld({ desk: deskWith({ maxMegabytes: 1 }) });
    const { attachments, text } = await filesOf(world, 'one', [
      { name: 'film.mov', bytes: Buffer.alloc(1_000_001) },
    ]);
    expect(text).toBe('See the files (one).');
    expect(attachments).toMatchObject([{ name: 'film.mov', state: { kind: 'too_large', mostMegabytes: 1 } }]);
    expect(attachments[0]?.blobKey).toBeUndefined();
    expect(world.blobs.has('inbound/one')).toBe(true);
  });

  test('that nobody can look into are passed on with a warning', async () => {
    const bytes = zipOf([{ name: 'a.pdf', flags: 1 }, { name: 'b.zip' }]);
    const { attachments, flags } = await filesOf(ticketWorld(), 'one', [{ name: 'secret.zip', bytes }]);
    expect(attachments[0]?.state).toEqual({ kind: 'unscanned' });
    expect(flags).toEqual(expect.arrayContaining(['encrypted: secret.zip', 'nested_archive: secret.zip']));
  });

  test('hold the whole mail where desk.yaml wants it', async () => {
    const world = ticketWorld({ desk: deskWith({ malware: 'hold' }) });
    const outcome = await receive(world, { id: 'one', raw: mailWith([{ name: 'run.exe' }], 'one') });
    expect(outcome).toEqual({ kind: 'suspended', cause: 'malware_attachment' });
  });
});

describe('the same mail, on another way', () => {
  const parts = [{ name: 'letter.pdf', bytes: Buffer.from('%PDF-1.7') }];
  const written = new TextDecoder().decode(mailWith(parts, 'one'));
  const take = (world: TicketWorld, id: string, mail: string, recipients?: string[]) =>
    receive(world, { id, raw: new TextEncoder().encode(mail), ...(recipients ? { recipients } : {}) });

  test.each([
    ['with other marks between its parts', written.replaceAll(/(--|=)b(?=\r\n|--)/g, '$1other')],
    ['with the trail of a forwarder', `Received: by mx.example\r\nX-Forwarded-To: a@b.example\r\n${written}`],
    [
      'with its file encoded otherwise',
      written
        .replace('base64', 'quoted-printable')
        .replace(Buffer.from('%PDF-1.7').toString('base64'), '%PDF-1.7'),
    ],
  ])('counts once, %s', async (_what, mail) => {
    const world = ticketWorld();
    await take(world, 'first', written);
    expect((await take(world, 'second', mail, ['billing@help.example.com'])).kind).toBe('duplicate');
  });

  test('is another one with another file', async () => {
    const world = ticketWorld();
    const other = mailWith([{ name: 'letter.pdf', bytes: Buffer.from('%PDF-1.8') }], 'one');
    await take(world, 'first', written);
    expect((await receive(world, { id: 'second', raw: other })).kind).not.toBe('duplicate');
  });
});

describe('a picture that keeps coming', () => {
  const timesMarked = async (parts: Part[], from = (_: number) => CUSTOMER) => {
    const world = ticketWorld();
    const marked: boolean[] = [];
    for (const number of [1, 2, 3, 4]) {
      const { attachments } = await filesOf(world, `mail-${number}`, parts, from(number));
      marked.push(attachments[0]?.repeated === true);
    }
    return marked;
  };

  test('from one domain is a signature’s from the third time on', async () => {
    expect(await timesMarked([signature], (number) => `person-${number}@shop.example`)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test.each<[string, Part[], (number: number) => string]>([
    ['from several domains', [signature], (number) => `a@shop-${number}.example`],
    [
      'from several people at a provider for everybody',
      [signature],
      (number) => `person-${number}@gmail.com`,
    ],
    ['from an agent, who may show many customers the same', [signature], () => ONE],
    [
      'and is large',
      [{ ...signature, bytes: Buffer.concat([signature.bytes, Buffer.alloc(50_000)]) }],
      () => CUSTOMER,
    ],
    ['and is none', [{ name: 'price.pdf', type: 'application/pdf' }], () => CUSTOMER],
  ])('%s is none', async (_, parts, from) => {
    expect(await timesMarked(parts, from)).toEqual([false, false, false, false]);
  });

  test('is counted for the first three of a mail; other files are not', async () => {
    const counted: string[] = [];
    const wasShown = (store: Store) => (shown: Parameters<Store['wasShown']>[0]) => {
      counted.push(shown.picture.split(' ')[0] ?? '');
      return store.wasShown(shown);
    };
    const world = ticketWorld({ around: (store) => ({ ...store, wasShown: wasShown(store) }) });
    await filesOf(world, 'one', [{ name: 'a.pdf', type: 'application/pdf' }]);
    expect(counted).toEqual([]);
    const pictures = Array.from({ length: 5 }, (_, number) => ({
      ...signature,
      bytes: Buffer.concat([signature.bytes, Buffer.from([number])]),
    }));
    await filesOf(world, 'two', pictures);
    expect(counted).toEqual(Array(3).fill('shop.example'));
  });

  test('is counted once for a mail, however often its taking in fails', async () => {
    let fails = 0;
    const commit =
      (store: Store): Store['commit'] =>
      async (changes) => {
        fails -= 1;
        if (fails >= 0) throw new Error('the table does not answer');
        return store.commit(changes);
      };
    const world = ticketWorld({ around: (store) => ({ ...store, commit: commit(store) }) });
    const raw = mailWith([signature], 'screenshot');
    fails = 3;
    for (const _ of [1, 2, 3]) await expect(receive(world, { id: 'sent', raw })).rejects.toThrow('answer');
    const taken = await receive(world, { id: 'sent', raw });
    const ref = taken.kind === 'new_ticket' ? taken.ref : '';
    expect((await world.messages(ref))[0]?.attachments).toMatchObject([{ name: 'logo.png' }]);
    expect((await world.messages(ref))[0]?.attachments[0]?.repeated).toBeUndefined();
  });

  test('costs no write once it is known', async () => {
    const written: number[] = [];
    const world = ticketWorld();
    const shown = { picture: 'shop.example logo', times: 2, expires: '2027-01-01T00:00:00.000Z' };
    for (const by of ['one', 'two', 'three', 'four']) {
      const before = world.units().write;
      await world.store.wasShown({ ...shown, by });
      written.push(world.units().write - before);
    }
    expect(written).toEqual([1, 1, 0, 0]);
  });
});

describe('what the scanner says', () => {
  const scanning = deskWith({ scan: 'guardduty' });
  const infected: FileVerdict = { kind: 'infected', threats: ['EICAR-Test-File'] };

  test('counts for everybody who sends the same bytes, before and after', async () => {
    const world = ticketWorld({ desk: scanning });
    const parts = [{ name: 'a.pdf', type: 'application/pdf' }];
    const [first] = (await filesOf(world, 'one', parts)).attachments;
    expect(first?.state).toEqual({ kind: 'pending_scan' });
    await recordScan(world.deps, { key: first?.blobKey ?? '', verdict: infected });
    expect(await today(world, first)).toEqual(infected);
    expect((await filesOf(world, 'two', parts)).attachments[0]?.state).toEqual(infected);
  });

  test('twice, or in the wrong order, leaves malware found', async () => {
    const world = ticketWorld({ desk: scanning });
    const key = fileKey('a'.repeat(64));
    for (const verdict of [{ kind: 'clean' } as const, infected, { kind: 'clean' } as const])
      await recordScan(world.deps, { key, verdict });
    expect(await today(world, { blobKey: key })).toEqual(infected);
  });

  test.each<[string, FileVerdict, FileVerdict]>([
    ['clean, and meanwhile malware was found', { kind: 'clean' }, infected],
    ['that it found malware, and meanwhile nothing', infected, { kind: 'clean' }],
    ['that it failed, and meanwhile malware was found', { kind: 'unscannable', why: 'FAILED' }, infected],
  ])('%s, leaves malware found', async (_what, late, meanwhile) => {
    const key = fileKey('a'.repeat(64));
    const around = (store: Store): Store => ({
      ...store,
      fileVerdicts: async (digests) => {
        const read = await store.fileVerdicts(digests);
        await store.recordFileVerdict('a'.repeat(64), meanwhile, null);
        return read;
      },
    });
    const world = ticketWorld({ desk: scanning, around });
    await recordScan(world.deps, { key, verdict: late });
    expect(await world.store.fileVerdicts(['a'.repeat(64)])).toEqual([infected]);
  });

  test('spares another scan of the same bytes, and nothing else does', async () => {
    const world = ticketWorld({ desk: scanning });
    const stored: string[] = [];
    const { put } = world.deps.blobs;
    world.deps.blobs.put = async (key, bytes, type, when) => {
      if (key.startsWith('att/')) stored.push(when ?? 'always');
      await put(key, bytes, type);
    };
    const letter = { name: 'a.pdf', type: 'application/pdf' };
    const [first] = (await filesOf(world, 'one', [letter])).attachments;
    await filesOf(world, 'two', [letter]);
    const said: FileVerdict[] = [{ kind: 'unscannable', why: 'FAILED' }, { kind: 'clean' }, infected];
    for (const verdict of said) {
      await recordScan(world.deps, { key: first?.blobKey ?? '', verdict });
      await filesOf(world, `after ${verdict.kind}`, [letter]);
    }
    await filesOf(world, 'kept back', [{ name: 'run.exe' }]);
    expect(stored).toEqual(['always', 'always', 'always', 'unless_there', 'unless_there', 'unless_there']);
  });

  test('once, it does not take back for a scan that failed later', async () => {
    const world = ticketWorld({ desk: scanning });
    const key = `att/${'a'.repeat(64)}`;
    const file = { state: { kind: 'pending_scan' }, blobKey: key } as const;
    const said: string[] = [];
    for (const verdict of [{ kind: 'clean' }, { kind: 'unscannable', why: 'FAILED' }, infected] as const) {
      await recordScan(world.deps, { key, verdict });
      said.push((await today(world, file)).kind);
    }
    expect(said).toEqual(['clean', 'clean', 'infected']);
  });

  test('of anything but a file is not kept', async () => {
    const world = ticketWorld();
    await recordScan(world.deps, { key: 'inbound/one', verdict: infected });
    expect(world.units().write).toBe(0);
  });

  test('is not asked for where nothing scans', async () => {
    const world = ticketWorld();
    const [file] = (await filesOf(world, 'one', [{ name: 'a.pdf' }])).attachments;
    const before = world.units().read;
    expect(await today(world, file)).toEqual({ kind: 'unscanned' });
    expect(world.units().read).toBe(before);
  });
});
