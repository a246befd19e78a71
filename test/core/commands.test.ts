import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAgentWords } from '../../functions/core/commands.ts';

const outcomes = ['done', 'need_info', 'approved', 'declined'];

describe('an agent’s words', () => {
  test.each([
    ['#done', ['done'], ''],
    ['#done\nAll set.', ['done'], 'All set.'],
    ['All set.\n\n#done', ['done'], 'All set.'],
    ['  #Done  ', ['done'], ''],
    ['＃done\nAll set.', ['done'], 'All set.'],
    ['\u200B#done', ['done'], ''],
    ['#approve', ['approved'], ''],
    ['#decline too expensive', ['declined'], ''],
    ['See issue #done in the list', [], 'See issue #done in the list'],
    ['Steps:\n#1 open\n#2 close', [], 'Steps:\n#1 open\n#2 close'],
    ['Hello\n#hashtag\nand more', [], 'Hello\n#hashtag\nand more'],
    ['All set.\n#done.', ['done'], 'All set.'],
    ['What is it?\n#need-info', ['need_info'], 'What is it?'],
    ['*#done*\nAll set.', ['done'], 'All set.'],
  ])('%j orders %j and says %j', (text, expected, words) => {
    const read = readAgentWords(text, outcomes);
    expect(read.commands.flatMap((command) => (command.kind === 'outcome' ? [command.outcome] : []))).toEqual(
      expected,
    );
    expect(read.text).toBe(words);
    expect(read.refused).toEqual([]);
  });

  test('the reason behind a command is kept', () => {
    expect(readAgentWords('#decline too expensive', outcomes).commands).toMatchObject([
      { kind: 'outcome', outcome: 'declined', words: 'too expensive', line: '#decline too expensive' },
    ]);
  });

  test('note and assign', () => {
    expect(readAgentWords('#note\n#assign me\nfor us only', outcomes)).toEqual({
      commands: [
        { kind: 'note', line: '#note' },
        { kind: 'assign', to: 'me', line: '#assign me' },
      ],
      text: 'for us only',
      parts: ['for us only'],
      refused: [],
    });
  });

  test.each<[string, object]>([
    ['#merge T-7K3M-9QXA', { kind: 'merge', into: 'T-7K3M-9QXA', isSure: false }],
    ['#merge t7k3m9qxa.', { kind: 'merge', into: 'T-7K3M-9QXA', isSure: false }],
    ['#merge [T-7K3M-9QXA] anyway', { kind: 'merge', into: 'T-7K3M-9QXA', isSure: true }],
    ['#duplicate T-7K3M-9QXA', { kind: 'merge', into: 'T-7K3M-9QXA', isSure: false }],
    ['#close duplicate T-7K3M-9QXA anyway', { kind: 'merge', into: 'T-7K3M-9QXA', isSure: true }],
    ['#close duplicate reported', { kind: 'close', code: 'duplicate', reason: 'reported' }],
    ['#unmerge', { kind: 'unmerge', ref: null }],
    ['#unmerge T-7K3M-9QXA', { kind: 'unmerge', ref: 'T-7K3M-9QXA' }],
    ['#split', { kind: 'split', nth: null }],
    ['#split last', { kind: 'split', nth: 1 }],
    ['#split 3.', { kind: 'split', nth: 3 }],
  ])('%s', (line, command) => {
    expect(readAgentWords(line, outcomes)).toEqual({
      commands: [{ ...command, line }],
      text: '',
      parts: [],
      refused: [],
    });
  });

  test.each([
    '#merge',
    '#merge this one',
    '#merge T-7K3M-9QXA please',
    '#unmerge that',
    '#split 0',
    '#split it',
  ])('%s is refused with what to write instead', (line) => {
    expect(readAgentWords(line, outcomes).refused).toMatchObject([{ line }]);
  });

  test.each([
    ['at the top', '#doone\nAll set.', '#doone'],
    ['at the end', 'All set.\n\n#dnoe', '#dnoe'],
    ['of the desk, in the middle, while no step knows it', 'All set.\n#duplicate\nBye', '#duplicate'],
    ['with words behind it', 'No.\n#close this now', '#close this now'],
  ])('a command that is none, %s, is named and not sent', (_where, text, unknown) => {
    expect(readAgentWords(text, outcomes).refused.map(({ line }) => line)).toEqual([unknown]);
  });

  test.each<[string, object]>([
    [
      '#waive The customer has found it himself',
      { kind: 'waive', reason: 'The customer has found it himself' },
    ],
    ['#snooze 2d', { kind: 'snooze', until: { kind: 'after', duration: '2d' } }],
    ['#snooze 2 days', { kind: 'snooze', until: { kind: 'after', duration: '2d' } }],
    ['#snooze 2026–12–01', { kind: 'snooze', until: { kind: 'day', day: '2026-12-01', time: null } }],
    ['#snooze off', { kind: 'snooze', until: null }],
    ['#due 1.12.2026 9:30', { kind: 'due', at: { kind: 'day', day: '2026-12-01', time: '09:30' } }],
    ['#delegate Two', { kind: 'delegate', to: 'two' }],
    ['#take', { kind: 'take' }],
    ['#problem The part is sold out', { kind: 'problem', text: 'The part is sold out' }],
    ['#problem solved.', { kind: 'problem', text: null }],
    ['#reopen Need-Info wrong part', { kind: 'reopen', step: 'need_info', reason: 'wrong part' }],
    ['#priority p2 a shop stands still', { kind: 'priority', priority: 'P2', reason: 'a shop stands still' }],
    ['#impact High', { kind: 'impact', level: 'high' }],
    ['#urgency low.', { kind: 'urgency', level: 'low' }],
    ['#tag +Printer —old, #vip', { kind: 'tag', add: ['printer', 'vip'], remove: ['old'] }],
    ['#field order = “4711”', { kind: 'field', name: 'order', value: '4711' }],
    [
      '#cc +Boss@Shop.example<mailto:Boss@Shop.example> -b@shop.example',
      { kind: 'cc', add: ['boss@shop.example'], remove: ['b@shop.example'] },
    ],
    ['#close Duplicate of the other one', { kind: 'close', code: 'duplicate', reason: 'of the other one' }],
    ['#public', { kind: 'public' }],
    ['＃ｎｏｔｅ', { kind: 'note' }],
    ['#\uFE0F\u20E3note', { kind: 'note' }],
    ['#priority\u00A0P2', { kind: 'priority', priority: 'P2' }],
  ])('%s is read', (line, command) => {
    expect(readAgentWords(line, outcomes).commands).toMatchObject([{ ...command, line }]);
  });

  test.each([
    ['#snooze someday', '#snooze 2d'],
    ['#due soon', '#due 3d'],
    ['#priority high', 'P1, P2, P3, P4'],
    ['#impact P1', 'high, medium, low'],
    ['#tag', '#tag +new -old'],
    ['#tag + -', '#tag +new -old'],
    ['#field order', '#field name=value'],
    ['#cc nobody', '#cc +'],
    ['#close done', 'withdrawn, duplicate'],
    ['#reopen', '#reopen and the step'],
    ['#assign', '#assign me'],
    ['#delegate', '#delegate and'],
    ['#spam', 'what would: #done'],
  ])('%s cannot be carried out, and it is said what would work', (line, remedy) => {
    const { refused, commands, text } = readAgentWords(`Hello\n${line}\nBye`, outcomes);
    expect(refused).toEqual([{ line, why: expect.stringContaining(remedy) as string }]);
    expect(commands).toEqual([]);
    expect(text).toBe('Hello\nBye');
  });

  test('a word that ends an open step means that step', () => {
    expect(readAgentWords('#close it', ['close']).commands).toMatchObject([
      { kind: 'outcome', outcome: 'close' },
    ]);
    expect(readAgentWords('#reject no', ['declined']).commands).toMatchObject([{ outcome: 'declined' }]);
  });

  test('no line that is a known command ever stays in the text', () => {
    const verbs =
      'done need_info note public take assign delegate waive reopen close snooze problem priority impact urgency due tag cc field approve decline reject duplicate spam'.split(
        ' ',
      );
    const order = fc
      .tuple(
        fc.constantFrom('', ' ', '\u200B', '**', '\t'),
        fc.constantFrom('#', '＃', '﹟', '#\uFE0F\u20E3'),
        fc.constantFrom(...verbs, ...verbs.map((verb) => verb.toUpperCase())),
        fc.constantFrom('', '.', ' me', '\u00A0P2', ' +a —b', ' 2d', ' x=1', '\u3000words', '**'),
      )
      .map((parts) => parts.join(''));
    const line = fc.oneof(order, fc.constantFrom('words', '', '> quote'), fc.string());
    const known = new RegExp(`^[*\\s]*#(${verbs.join('|')})(?![a-z_-])`, 'i');
    fc.assert(
      fc.property(fc.array(line), fc.subarray(outcomes), (lines, open) => {
        const { text } = readAgentWords(lines.join('\n'), open);
        const plain = text.normalize('NFKC').replaceAll(/[\u200B\uFE0F\u20E3]/g, '');
        expect(plain.split('\n').filter((kept) => known.test(kept))).toEqual([]);
      }),
    );
  });
});
