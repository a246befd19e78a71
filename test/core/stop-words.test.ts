import { expect, test } from 'vitest';
import { contentWords, likelyLanguage } from '../../functions/core/stop-words.ts';

test.each([
  ['The printer does not work, please help!', ['printer', 'not', 'work']],
  ['Mein Drucker druckt nicht mehr', ['drucker', 'druckt', 'nicht', 'mehr']],
  ['L’imprimante n’imprime plus', ['imprimante', 'imprime', 'plus']],
  ['', []],
])('%s is about %j', (text, words) => {
  expect(contentWords(text)).toEqual(words);
});

test.each([
  ['Hello, my printer is on fire and I do not know what to do', 'en'],
  ['Hallo, ich kann mich nicht mehr anmelden, was muss ich tun?', 'de'],
  ['Bonjour, je ne peux plus me connecter avec mon compte', 'fr'],
  ['Hola, no puedo entrar en mi cuenta desde ayer, ¿qué hago?', 'es'],
  ['Olá, não consigo entrar na minha conta desde ontem, o que faço?', 'pt'],
  ['Error 0x80070005', null],
  ['', null],
])('%s is written in %s', (text, language) => {
  expect(likelyLanguage(text)).toBe(language);
});
