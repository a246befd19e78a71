import { expect, test } from 'vitest';
import { flagInWords } from '../../functions/core/flag-words.ts';

test.each([
  ['stranger', 'not on this ticket'],
  ['unverified: shop.example', 'not proven to come from shop.example'],
  ['degraded: it is not certain who wrote it', 'it is not certain who wrote it'],
  ['forwarded_by: frontline@team.example', 'forwarded by frontline@team.example'],
  ['reads_no_mail: noreply@shop.example', 'nobody reads what is sent to noreply@shop.example'],
  ['forward_in_doubt: several_mails', 'forwarded, and it is not plain who wrote it'],
  ['encrypted: two: parts.zip', 'two: parts.zip has a password'],
  ['sender_by_list: team@example.com', 'its sender is named by the list team@example.com'],
  ['of_another_time', 'of another time'],
  ['of_another: time', 'of another: time'],
  ['constructor', 'constructor'],
])('an agent reads %s as: %s', (flag, words) => {
  expect(flagInWords(flag)).toBe(words);
});
