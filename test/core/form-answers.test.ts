import { describe, expect, test } from 'vitest';
import { mentionsFields, readAnswers } from '../../functions/core/form-answers.ts';
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
