import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { extractNewText } from '../../functions/intake/text/new-text.ts';
import { fixture, fixtureNames, mailWith, readBytes } from './fixture-mail.ts';

const seeds = fixtureNames().map(fixture);
const RUNS = 300;

/** What happens to mail on its way: a byte is flipped, a piece is cut out, doubled or replaced. */
const mutation = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'double', 'truncate', 'insert'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 200 }),
  bytes: fc.uint8Array({ maxLength: 40 }),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutate(raw: Buffer, { kind, at, length, bytes }: Mutation): Buffer {
  const start = Math.floor(at * raw.length);
  const [before, piece, after] = [
    raw.subarray(0, start),
    raw.subarray(start, start + length),
    raw.subarray(start + length),
  ];
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.from(piece.map((byte) => byte ^ 1)), after]);
    case 'cut':
      return Buffer.concat([before, after]);
    case 'double':
      return Buffer.concat([before, piece, piece, after]);
    case 'truncate':
      return Buffer.from(before);
    default:
      return Buffer.concat([before, bytes, piece, after]);
  }
}

const damagedMail = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([seed, mutations]) => mutations.reduce(mutate, seed));

test('any bytes are read, and reading says at once when there is nothing to read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (raw) => {
      const { message, suspended } = await readBytes(raw);
      expect(
        message.subject !== '' || message.text !== '' || suspended !== null || message.from.address !== '',
      ).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test('damaged mail is read: the reply is never empty while the text is not, files and their descriptions agree', async () => {
  await fc.assert(
    fc.asyncProperty(damagedMail, async (raw) => {
      const { message, replyWithSignature, files } = await readBytes(raw);
      expect(message.reply === '').toBe(message.text === '');
      expect(replyWithSignature === '').toBe(message.text === '');
      expect(files.map(({ bytes }) => bytes.length)).toEqual(message.attachments.map(({ size }) => size));
    }),
    { numRuns: RUNS * 3 },
  );
});

const line = fc.oneof(
  fc.constantFrom(
    '',
    '> quoted',
    '>> deeper',
    '-- ',
    '---',
    'Sent from my iPhone',
    'On 2 Nov 2026, Support wrote:',
  ),
  fc.constantFrom(
    'From: a@b.example',
    'Sent: Monday 8:12',
    '-----Original Message-----',
    'wrote:',
    '\uE000',
    '\uE001',
    '\uE002',
  ),
  fc.string({ maxLength: 30 }),
);

test('a reply consists of lines of the text, in their order', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, forwarded) => {
      const text = lines.join('\n');
      const words = text.split(/\s+/);
      const { reply } = extractNewText(text, { forwarded });
      let position = 0;
      for (const word of reply.split(/\s+/).filter(Boolean)) {
        position = words.findIndex((candidate, index) => index >= position && candidate.includes(word)) + 1;
        expect(position).toBeGreaterThan(0);
      }
    }),
    { numRuns: RUNS },
  );
});

test('the same bytes are read the same way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 500 }), async (body) => {
      expect(await readBytes(mailWith(body))).toEqual(await readBytes(mailWith(body)));
    }),
    { numRuns: 50 },
  );
});
