import { expect, test } from 'vitest';
import { readVerification } from '../../functions/core/verification.ts';

test.each([
  'Yes',
  'Yes, it works. Thank you!',
  'Thanks!',
  'Works now, thanks a lot.',
  'Ja, danke, klappt.',
  'Oui, merci !',
  'Sí, gracias.',
  'Perfekt, vielen Dank',
  'はい',
  'はい、解決しました。ありがとうございます。',
  'Yes, it prints in colour again. Thank you!',
  'ok',
  '👍',
  '👍🏽',
  '✅',
  '✔️',
  '👌 danke',
])('%j confirms', (text) => {
  expect(readVerification(text)).toBe('confirmed');
});

test.each([
  '',
  'No',
  '👎',
  '❌',
  '👍👎',
  '🤷',
  'No, it still prints nothing.',
  'It works but only sometimes',
  'Thanks, but it is not solved.',
  'Does it work for you?',
  'Nein, geht immer noch nicht.',
  'Non, toujours pas.',
  "It doesn't work",
  'Thanks. It happened once again.',
  'ok, it is broken again',
  'ありがとう。でもまだ動きません。',
  '谢谢，还是不行',
  '解決？',
  'The printer on the second floor has the same problem since yesterday',
  `Thanks. ${'And then there is the matter of the invoice, which names the wrong company. '.repeat(3)}`,
])('%j goes back to work', (text) => {
  expect(readVerification(text)).toBe('rejected');
});
