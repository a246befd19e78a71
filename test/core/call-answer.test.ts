import { describe, expect, test } from 'vitest';
import { readCallAnswer } from '../../functions/core/call-answer.ts';
import { stepDefinition } from '../../functions/core/process-template.ts';

const definition = stepDefinition.parse({
  kind: 'call',
  hook: 'robot',
  limit: '1h',
  form: {
    amount: { type: 'number', required: true },
    currency: { type: 'choice', options: ['eur', 'usd'] },
    refund: { type: 'bool' },
    booking: { type: 'text', requiredIf: { field: 'refund', is: ['true'] } },
  },
  on: { done: 'next', refused: 'person', failed: 'person' },
});

function read(answer: unknown) {
  if (definition.kind !== 'call') throw new Error('a call');
  return readCallAnswer(definition, typeof answer === 'string' ? answer : JSON.stringify(answer));
}

describe('what a system answers to a call', () => {
  test.each([
    ['with all it was asked for', { outcome: 'done', answers: { amount: 12.5, currency: 'eur' } }],
    ['with another of the outcomes', { outcome: 'refused', answers: { amount: 0 } }],
    ['that it failed, and nothing else', { outcome: 'failed', answers: {} }],
  ])('%s is taken as it is', (_how, answer) => {
    expect(read(answer)).toEqual({ kind: 'answered', ...answer });
  });

  test('is kept as far as the form asks for it', () => {
    const answers = { amount: 3, currency: null, secret: 'x' };
    expect(read({ outcome: 'done', answers, more: true })).toEqual({
      kind: 'answered',
      outcome: 'done',
      answers: { amount: 3 },
    });
  });

  test('that it failed needs no answers at all', () => {
    expect(read({ outcome: 'failed' })).toEqual({ kind: 'answered', outcome: 'failed', answers: {} });
  });

  test.each([
    ['<html>', 'it is not JSON with an outcome and answers'],
    ['{"outcome":"done"', 'it is not JSON with an outcome and answers'],
    ['null', 'it is not JSON with an outcome and answers'],
    [{ answers: {} }, 'it is not JSON with an outcome and answers'],
    [{ outcome: 'done', answers: [1] }, 'it is not JSON with an outcome and answers'],
    [{ outcome: 'later' }, 'its outcome is none of done, refused, failed'],
    [{ outcome: 'toString' }, 'its outcome is none of done, refused, failed'],
    [{ outcome: 'done', answers: {} }, 'missing: amount'],
    [{ outcome: 'done', answers: { amount: 'much' } }, 'not as the form has it: amount'],
    [{ outcome: 'done', answers: { amount: 1, currency: 'gold' } }, 'not as the form has it: currency'],
    [{ outcome: 'done', answers: { amount: 1, refund: true } }, 'missing: booking'],
    [{ outcome: 'failed', answers: { amount: 'much' } }, 'not as the form has it: amount'],
  ])('%j cannot be gone on with', (answer, reason) => {
    expect(read(answer)).toEqual({ kind: 'unreadable', reason });
  });
});
