import { expect, test } from 'vitest';
import { isAbsenceText } from '../../functions/intake/automatic/absence-words.ts';
import { readBytes } from './fixture-mail.ts';

async function read(subject: string, text: string, headers = '') {
  const encoded = Buffer.from(subject).toString('base64');
  const raw = `From: customer@shop.example\r\nTo: support@desk.example\r\nSubject: =?utf-8?B?${encoded}?=\r\n${headers}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`;
  return (await readBytes(Buffer.from(raw))).message;
}

test.each([
  'Automatic reply: Kettle',
  'Automaatvastus: Kettle',
  'Automātiskā atbilde: Kettle',
  'Automatinis atsakymas: Kettle',
  'Samodejni odgovor: Kettle',
  'Automatski odgovor: Kettle',
  'Аутоматски одговор: Kettle',
  'Balasan automatik: Kettle',
  'Sjálfvirkt svar: Kettle',
  'پاسخ خودکار: Kettle',
  'स्वचालित उत्तर: Kettle',
])('%s: only machines write that', async (subject) => {
  expect(await read(subject, 'I am not here.')).toMatchObject({ class: 'auto_reply', outOfOffice: true });
});

test.each([
  ['Poissa: Kettle', 'Olen poissa toimistolta 5.11.2026 saakka.'],
  ['On leave: Kettle', 'I am on annual leave until 5 November 2026.'],
  ['В отпуск: Kettle', 'В отпуск съм до 5 ноември 2026 г.'],
])('%s: people write that too, so the text must say it as well', async (subject, text) => {
  expect(await read(subject, text)).toMatchObject({ class: 'auto_reply', returnsOn: '2026-11-05' });
});

test.each([
  ['Auto: Lampe defekt', 'Die Lampe am Auto ist kaputt.'],
  ['Abwesenheit: wer nimmt mein Paket an?', 'Ich bin im Urlaub.'],
  ['Vacation: how do I stop deliveries?', 'I am away in May.'],
  ['Niet aanwezig: pakket', 'De bezorger zei dat ik er niet was.'],
  ['Mimo kancelář: kam doručit?', 'Dobrý den'],
  ['Re: Automatic reply: Kettle', 'Please answer instead of her.'],
])('%s: written by a person', async (subject, text) => {
  expect((await read(subject, text)).class).toBe('human');
});

test.each([
  ['et', 'Olen puhkusel.'],
  ['lv', 'Esmu atvaļinājumā.'],
  ['lt', 'Šiuo metu atostogauju.'],
  ['hr', 'Na godišnjem sam odmoru.'],
  ['sl', 'Na dopustu sem.'],
  ['th', 'ฉันลาพักร้อน'],
  ['vi', 'Tôi đang nghỉ phép.'],
  ['he', 'אני מחוץ למשרד.'],
  ['ar', 'أنا خارج المكتب.'],
  ['zh', '我正在休假。'],
])('words of absence: %s', (_, text) => {
  expect(isAbsenceText(text)).toBe(true);
});

test('a stem counts at the beginning of a word only', () => {
  expect(isAbsenceText('The execution of your order')).toBe(false);
});
