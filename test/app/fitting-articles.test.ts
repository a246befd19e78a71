import { describe, expect, test } from 'vitest';
import { fittingArticles } from '../../functions/app/fitting-articles.ts';

const shipped = {
  'how-your-request-goes':
    '# What happens with your request\n\nYou get a reference and a link. The link shows where your request stands. To add something, answer any of our mails.',
  'printing-in-grey':
    '# My printer prints only grey\n\nOpen the print window of the program. Choose **Colour** instead of **Greyscale**, and print one page.',
  password:
    '---\nterms: login, sign in, locked out\n---\n# I forgot my password\n\nOpen the page of your account and choose a new one.',
  passwort:
    '---\nlang: de\nterms: Anmeldung, Login, ausgesperrt\n---\n# Ich habe mein Passwort vergessen\n\nAuf der Seite Ihres Kontos können Sie ein neues Passwort wählen.',
  'mot-de-passe':
    '---\nlang: fr\nterms: connexion\n---\n# J’ai oublié mon mot de passe\n\nOuvrez la page de votre compte et choisissez-en un nouveau.',
  vpn: '# The VPN does not connect from home\n\nRestart the client, then your router.',
};

function found(words: string, sources: Record<string, string> = shipped): string[] {
  return fittingArticles(sources, { words, most: 3 }).map(({ id }) => id);
}

describe('what fits is found', () => {
  test.each([
    ['My printer prints only grey since this morning, colours do not come out', 'printing-in-grey'],
    ['Printing in grey. Hello, all my prints come out grey. What can I do?', 'printing-in-grey'],
    ['I forgot my password and cannot log in', 'password'],
    [
      'Passwort vergessen. Hallo, ich komme nicht mehr in mein Konto, weil ich das Passwort vergessen habe.',
      'passwort',
    ],
    ['Mot de passe oublié. Bonjour, je ne peux plus entrer, j’ai oublié mon mot de passe', 'mot-de-passe'],
    ['VPN from home: since Monday it does not connect', 'vpn'],
  ])('%s', (words, first) => {
    expect(found(words)[0]).toBe(first);
  });

  test('also when there is no other article', () => {
    const only = { 'printing-in-grey': shipped['printing-in-grey'] };
    expect(found('My printer prints grey', only)).toEqual(['printing-in-grey']);
  });

  test('no more than are wanted', () => {
    const sources = { one: '# Printer is grey', two: '# Grey printer', three: '# The grey printer again' };
    expect(fittingArticles(sources, { words: 'grey printer', most: 2 })).toHaveLength(2);
  });
});

describe('what does not fit is not offered', () => {
  test.each([
    'The printer is on fire',
    'Invoice 4711 is wrong. Please send a new one to our office.',
    'I want to cancel my subscription',
    'Wo bleibt meine Bestellung? Sie sollte am Montag ankommen.',
    'Can you open a new page on your site for our company?',
    'Please answer: what reference number does my order have, and where is the link?',
    '',
    '!!!',
  ])('%s', (words) => {
    expect(found(words)).toEqual([]);
  });

  test('nor an article in another language than the mail’s', () => {
    expect(found('Ich habe mein Passwort vergessen und kann mich nicht anmelden')).not.toContain(
      'mot-de-passe',
    );
    expect(found('Hello, I forgot my password and do not know the login', shipped)).not.toContain('passwort');
  });
});
