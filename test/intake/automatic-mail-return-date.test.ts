import { expect, test } from 'vitest';
import { returnDate } from '../../functions/intake/automatic/return-date.ts';
import { readFixture } from './fixture-mail.ts';

/** A Wednesday. */
const RECEIVED = '2026-11-18T09:00:00.000Z';

test.each([
  ['I am out of the office until December 1, 2026.', '2026-12-01'],
  ['I will be back on Tuesday, 1 December.', '2026-12-01'],
  [
    'I am out of the office from November 16 through November 27 and will return on November 30th.',
    '2026-11-30',
  ],
  ['Away until Monday. For urgent matters call +1 555 123 4567.', '2026-11-23'],
  ['I am on annual leave, returning 12/01/2026.', '2026-12-01'],
  ['I will be out of the office from 11/16/2026 to 11/27/2026.', '2026-11-27'],
  ['Ich bin bis 30.11.2026 nicht im Büro.', '2026-11-30'],
  ['Ich bin bis einschließlich 30. November nicht erreichbar.', '2026-12-01'],
  ['Ich bin ab dem 1. Dezember wieder im Büro.', '2026-12-01'],
  ['Vom 16.11. bis 27.11. bin ich im Urlaub. Am 30.11. bin ich wieder da.', '2026-11-30'],
  ['Je suis absent jusqu’au 1er décembre 2026.', '2026-12-01'],
  ['Je serai de retour le lundi 30 novembre.', '2026-11-30'],
  ['Je suis absente du bureau du 16 au 27 novembre inclus.', '2026-11-28'],
  ['Estaré fuera de la oficina hasta el 1 de diciembre de 2026.', '2026-12-01'],
  ['Volveré el 30/11/2026.', '2026-11-30'],
  ['Estou de férias até 30 de novembro. ', '2026-11-30'],
  ['Sarò fuori ufficio fino al 30 novembre compreso.', '2026-12-01'],
  ['Ik ben afwezig t/m 27 november en ben op 30 november weer aanwezig.', '2026-11-30'],
  ['Jeg er tilbage mandag den 30. november.', '2026-11-30'],
  ['Jag är tillbaka den 30 november.', '2026-11-30'],
  ['Olen lomalla 30.11.2026 asti.', '2026-11-30'],
  ['Palaan töihin 30. marraskuuta.', '2026-11-30'],
  ['Jestem na urlopie do 30 listopada 2026.', '2026-11-30'],
  ['Wracam 1 grudnia.', '2026-12-01'],
  ['Budu zpět 1. prosince 2026.', '2026-12-01'],
  ['Szabadságon vagyok 2026. november 30-ig.', '2026-11-30'],
  ['Sunt în concediu până pe 30 noiembrie.', '2026-11-30'],
  ['30 Kasım 2026 tarihine kadar izindeyim.', '2026-11-30'],
  ['Θα λείπω έως 30 Νοεμβρίου 2026.', '2026-11-30'],
  ['Я в отпуске до 30 ноября 2026 г.', '2026-11-30'],
  ['Вернусь 1 декабря.', '2026-12-01'],
  ['Я у відпустці до 30 листопада.', '2026-11-30'],
  ['我将于2026年11月16日至2026年11月27日休假。', '2026-11-27'],
  ['11月30日に戻ります。', '2026-11-30'],
  ['12月1日まで不在です。', '2026-12-01'],
  ['11월 30일까지 휴가입니다.', '2026-11-30'],
  ['Tôi nghỉ đến ngày 30 tháng 11 năm 2026.', '2026-11-30'],
  ['Olen puhkusel kuni 30. novembrini 2026.', '2026-11-30'],
  ['Esmu atvaļinājumā līdz 2027. gada 9. martam.', '2027-03-09'],
  ['Atostogauju iki 2026 m. lapkričio 30 d.', '2026-11-30'],
  ['Na dopustu sem do 30. novembra 2026.', '2026-11-30'],
  ['אני מחוץ למשרד עד 30 בנובמבר 2026.', '2026-11-30'],
  ['من تا ۳۰ نوامبر ۲۰۲۶ در مرخصی هستم.', '2026-11-30'],
  ['ฉันลาพักร้อนจนถึงวันที่ 30 พฤศจิกายน 2569', '2026-11-30'],
  ['मैं 30 नवंबर 2026 तक कार्यालय से बाहर हूँ।', '2026-11-30'],
  ['Saya bercuti sehingga 30 November 2026.', '2026-11-30'],
  ['Back tomorrow!', '2026-11-19'],
  ['Ich bin morgen wieder da.', '2026-11-19'],
  ['I am away. Please call my colleague.', null],
  ['I was back on 1 December 2025.', null],
  ['I will return on 2026-12-01.', '2026-12-01'],
  ['Returning Jan 4', '2027-01-04'],
  ['I am currently out of the office, returning on Monday, January 4th, 2027', '2027-01-04'],
  ['Thank you for your mail of 17 November. I will be back on Monday 23rd November', '2026-11-23'],
  ['On 5 December we moved our office.', null],
  ['bis Montag abwesend', '2026-11-23'],
  ['I am out through Friday.', '2026-11-21'],
  ['Estoy de vacaciones y regreso el lunes.', '2026-11-23'],
  ['I am out of the office Dec 1-5 with no access', '2026-12-05'],
  ['Ich bin vom 16. bis 27. November nicht im Haus', '2026-11-27'],
])('%s: %s', (text, day) => {
  expect(returnDate(text, RECEIVED)).toBe(day);
});

test('a day that has passed is none, and none is farther than a year and a month', () => {
  expect(returnDate('I am away until 17 November 2026.', RECEIVED)).toBeNull();
  expect(returnDate('I am away until 17 November 2036.', RECEIVED)).toBeNull();
});

test('a notice carries its day, other mail does not', async () => {
  expect((await readFixture('out-of-office-until')).message).toMatchObject({
    class: 'auto_reply',
    outOfOffice: true,
    returnsOn: '2026-11-30',
  });
  expect((await readFixture('plain-reply')).message.returnsOn).toBeNull();
});
