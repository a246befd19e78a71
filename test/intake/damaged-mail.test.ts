import { expect, test } from 'vitest';
import { readMailDate } from '../../functions/intake/mime/mail-date.ts';
import { fixture, readBytes, readFixture } from './fixture-mail.ts';

/** Found by `npm run test:fuzz`. */
test('NULs in an invitation do not reach the text', async () => {
  expect((await readFixture('nul-in-an-invitation')).message.text).toBe('Kettle, and what to do about it');
});

test('a type of many words says less than the name', async () => {
  const { message } = await readFixture('type-of-many-words');
  expect(message.attachments).toMatchObject([{ name: 'plan.pdf', contentType: 'application/pdf' }]);
});

test.each(['Jan 1 123456', '-000123-01-01', ''])('%j is no moment', (date) => {
  expect(readMailDate(date)).toBeNull();
});

test('a report with a line of nothing but dashes is a report all the same', async () => {
  const whole = await readFixture('bounce-expanded-alias');
  const report = fixture('bounce-expanded-alias').toString('latin1');
  const body = report.indexOf('\r\n\r\n') + 4;
  const dashed = `${report.slice(0, body)}${'-'.repeat(20_000)}\r\n\r\n${report.slice(body)}`;
  const { message } = await readBytes(Buffer.from(dashed, 'latin1'));
  expect(message.bounce?.recipients).toEqual(whole.message.bounce?.recipients);
});
