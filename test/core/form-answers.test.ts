import { describe, expect, test } from 'vitest';
import { checkAnswers, mentionsFields, readAnswers } from '../../functions/core/form-answers.ts';
import type { Form } from '../../functions/core/process-template.ts';

const form: Form = {
  cause: { type: 'text', required: true },
  count: { type: 'number', required: false },
  day: { type: 'date', required: false },
  again: { type: 'bool', required: false },
  area: { type: 'choice', options: ['Billing', 'Technical'], required: true },
};

describe('a form answered by mail', () => {
  test('every type of field', () => {
    const text = 'cause: worn cable\nand dust\ncount: 3,5\nday: 2026-11-23\nagain: nein\narea: billing';
    expect(readAnswers(form, text)).toEqual({
      kind: 'complete',
      answers: {
        cause: 'worn cable\nand dust',
        count: 3.5,
        day: '2026-11-23',
        again: false,
        area: 'Billing',
      },
    });
  });

  test('what is missing and what cannot be read are told apart', () => {
    expect(readAnswers(form, 'count: many\narea: Sales')).toEqual({
      kind: 'incomplete',
      answers: {},
      missing: ['cause'],
      invalid: ['count', 'area'],
    });
  });

  test('field names may be quoted, bulleted, capitalised or spaced', () => {
    const spaced: Form = {
      root_cause: { type: 'text', required: true },
      why: { type: 'text', required: true },
    };
    expect(readAnswers(spaced, '* Root cause: dust\n> Why： old')).toEqual({
      kind: 'complete',
      answers: { root_cause: 'dust', why: 'old' },
    });
  });

  test('a single required text field takes the whole mail', () => {
    const single: Form = { cause: { type: 'text', required: true }, note: { type: 'text', required: false } };
    expect(readAnswers(single, 'It was the cable.\nReally.')).toEqual({
      kind: 'complete',
      answers: { cause: 'It was the cable.\nReally.' },
    });
    expect(readAnswers(single, '  ')).toEqual({
      kind: 'incomplete',
      answers: {},
      missing: ['cause'],
      invalid: [],
    });
  });

  test('an empty value does not answer a required field', () => {
    expect(readAnswers(form, 'cause:\narea: Billing')).toMatchObject({
      kind: 'incomplete',
      missing: ['cause'],
    });
  });

  test('prose mentions no fields', () => {
    expect(mentionsFields(form, 'We found the cause in a cable.')).toBe(false);
    expect(mentionsFields(form, 'cause: cable')).toBe(true);
  });
});

describe('numbers', () => {
  test.each<[string, number | null]>([
    ['12', 12],
    ['-3', -3],
    ['−3', -3],
    ['3,5', 3.5],
    ['0,125', 0.125],
    ['1.234,50', 1234.5],
    ['1,234.50', 1234.5],
    ['1 234 567', 1_234_567],
    ['1’234.5', 1234.5],
    ['1.234.567', 1_234_567],
    ['12345', 12345],
    ['1.234', null],
    ['1,234', null],
    ['1.2.3', null],
    ['12,34,567', null],
    ['1e5', null],
    ['0x10', null],
    ['twelve', null],
  ])('%s', (written, expected) => {
    const read = readAnswers({ count: { type: 'number', required: false } }, `count: ${written}\n\nRegards`);
    expect(read).toMatchObject(expected === null ? { invalid: ['count'] } : { answers: { count: expected } });
  });
});

describe('days', () => {
  test.each<[string, string | null]>([
    ['2026-12-01', '2026-12-01'],
    ['2026-2-3', '2026-02-03'],
    ['1.12.2026', '2026-12-01'],
    ['01. 12. 2026', '2026-12-01'],
    ['13/12/2026', '2026-12-13'],
    ['12/13/2026', '2026-12-13'],
    ['12/12/2026', '2026-12-12'],
    ['12/01/2026', null],
    ['2026-02-30', null],
    ['31.11.2026', null],
    ['tomorrow', null],
  ])('%s', (written, expected) => {
    const read = readAnswers({ day: { type: 'date', required: false } }, `day: ${written}`);
    expect(read).toMatchObject(expected === null ? { invalid: ['day'] } : { answers: { day: expected } });
  });
});

describe('several of a list', () => {
  const parts: Form = {
    parts: { type: 'multi', options: ['Cable', 'Screen', 'Plug, small'], required: true },
  };
  test.each<[string, string[] | null]>([
    ['parts: cable, SCREEN', ['Cable', 'Screen']],
    ['parts:\n- Cable\n- plug, small\n\nRegards', ['Cable', 'Plug, small']],
    ['parts: cable; cable', ['Cable']],
    ['parts: cable, mouse', null],
  ])('%j', (text, expected) => {
    expect(readAnswers(parts, text)).toMatchObject(
      expected === null ? { invalid: ['parts'] } : { kind: 'complete', answers: { parts: expected } },
    );
  });
});

describe('files', () => {
  const files: Form = { offer: { type: 'file', required: true }, plan: { type: 'file', required: false } };
  test.each<[string, string, string[], object]>([
    [
      'what is attached answers the first',
      '',
      ['a.pdf', 'b.pdf'],
      { answers: { offer: ['a.pdf', 'b.pdf'] } },
    ],
    [
      'lines tell them apart',
      'plan: b.pdf\noffer: A.pdf',
      ['a.pdf', 'b.pdf'],
      { answers: { offer: ['A.pdf'] } },
    ],
    ['what is not attached is no answer', 'offer: c.pdf', ['a.pdf'], { invalid: ['offer'] }],
    ['nothing is attached', '', [], { missing: ['offer'] }],
  ])('%s', (_what, text, attached, expected) => {
    expect(readAnswers(files, text, attached)).toMatchObject(expected);
  });
});

test.each<[string, object, string[]]>([
  ['asked for by another answer', { broken: 'yes' }, ['what']],
  ['not asked for', { broken: 'no' }, []],
  ['answered', { broken: true, what: 'the plug' }, []],
])('a field that depends on another: %s', (_what, given, missing) => {
  const depending: Form = {
    broken: { type: 'bool', required: true },
    what: { type: 'text', required: false, requiredIf: { field: 'broken', is: ['yes'] } },
  };
  expect(checkAnswers(depending, { ...given })).toMatchObject(
    missing.length > 0 ? { missing } : { kind: 'complete' },
  );
});

test('a page gives answers as it has them, and nothing that was not asked', () => {
  const given = { cause: ' dust ', count: 3, again: 'on', area: 'technical', other: 'x', day: '' };
  expect(checkAnswers(form, given)).toEqual({
    kind: 'complete',
    answers: { cause: 'dust', count: 3, again: true, area: 'Technical' },
  });
  expect(checkAnswers(form, { cause: ['a'], area: 3, count: Number.NaN })).toMatchObject({
    invalid: ['cause', 'count', 'area'],
  });
});
