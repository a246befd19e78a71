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
    expect(read.unknown).toEqual([]);
  });

  test('the reason behind a command is kept', () => {
    expect(readAgentWords('#decline too expensive', outcomes).commands).toEqual([
      { kind: 'outcome', outcome: 'declined', words: 'too expensive' },
    ]);
  });

  test('note and assign', () => {
    expect(readAgentWords('#note\n#assign me\nfor us only', outcomes)).toEqual({
      commands: [{ kind: 'note' }, { kind: 'assign', to: 'me' }],
      text: 'for us only',
      unknown: [],
    });
  });

  test.each([
    ['at the top', '#doone\nAll set.', '#doone'],
    ['at the end', 'All set.\n\n#dnoe', '#dnoe'],
    ['of the desk, in the middle, while no step knows it', 'All set.\n#duplicate\nBye', '#duplicate'],
    ['with words behind it', 'No.\n#close this now', '#close this now'],
  ])('a command that is none, %s, is named and not sent', (_where, text, unknown) => {
    expect(readAgentWords(text, outcomes).unknown).toEqual([unknown]);
  });

  test('no line that is a known command ever stays in the text', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '#done',
        ' #DONE',
        '＃done',
        '#note',
        '#assign me',
        '#need_info what?',
        'words',
        '',
        '> quote',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { text } = readAgentWords(lines.join('\n'), outcomes);
        expect(text.split('\n').filter((kept) => /^\s*[#＃](done|note|need_info)\b/i.test(kept))).toEqual([]);
      }),
    );
  });
});
