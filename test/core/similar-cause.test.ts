import { expect, test } from 'vitest';
import { isSimilarCause } from '../../functions/core/similar-cause.ts';

test.each([
  ['Cartridge empty', 'The cartridge was empty.'],
  ['expired certificate', 'Certificate expired!'],
  ['Toner leer', 'Der Toner war leer'],
  ['Abgelaufenes Zertifikat auf dem Mailserver', 'Zertifikat auf den Mailservern abgelaufen'],
  ['Treiber des Druckers veraltet', 'veralteter Treiber der Drucker'],
  ['Certificat expiré', 'Les certificats étaient expirés'],
  ['La cartouche était vide', 'cartouche VIDE'],
  ['Mise à jour du pilote échouée', 'échec : la mise à jour du pilote a échoué'],
  ['Falta de tinta', 'La falta de la tinta'],
  ['Error 0x80070005', 'error 0x80070005'],
])('"%s" and "%s" are one cause', (first, second) => {
  expect(isSimilarCause(first, second)).toBe(true);
  expect(isSimilarCause(second, first)).toBe(true);
});

test.each([
  ['Toner leer', 'Toner defekt'],
  ['Passwort vergessen', 'Passwort abgelaufen'],
  ['Certificat expiré', 'Mot de passe expiré'],
  ['Le pilote était trop ancien', 'Le câble était débranché'],
  ['Error 0x80070005', 'Error 0x80070006'],
  ['Update', 'The update of the booking system removed the role that the clerk needed'],
  ['', ''],
  ['the', 'it was'],
  ['?!', '…'],
])('"%s" and "%s" are two', (first, second) => {
  expect(isSimilarCause(first, second)).toBe(false);
  expect(isSimilarCause(second, first)).toBe(false);
});
