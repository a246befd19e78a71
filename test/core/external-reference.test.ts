import { expect, test } from 'vitest';
import {
  externalReferences,
  externalTags,
  isSameHouse,
  tagsFor,
} from '../../functions/core/external-reference.ts';
import { inboundMail } from './inbound-builders.ts';

test.each<[string, string[]]>([
  ['Printer', []],
  ['Re: Printer [#4711]', ['hash 4711 [#4711]']],
  ['[shop.example #4711] Printer', ['hash 4711 [shop.example #4711]']],
  ['Ticket#202611221000017 Printer', ['hash 202611221000017 Ticket#202611221000017']],
  ['Case: #17 and Ticket #17', ['hash 17 Ticket #17']],
  ['INC0012345: Printer', ['servicenow inc0012345 INC0012345']],
  ['Printer [HELP-17]', ['jira help-17 [HELP-17]']],
  [
    'Printer [ ref:_00D20abc._50020xyz:ref ]',
    ['salesforce _00d20abc._50020xyz [ ref:_00D20abc._50020xyz:ref ]'],
  ],
  ['Printer ref:00D2:ref INC0012345', ['salesforce 00d2 ref:00D2:ref', 'servicenow inc0012345 INC0012345']],
  ['[T-7K3M-9QXA] is ours', []],
  ['Item #4711 costs 12', []],
])('%s', (subject, expected) => {
  expect(externalTags(subject).map(({ system, number, tag }) => `${system} ${number} ${tag}`)).toEqual(
    expected,
  );
});

test('a number means something in its sender’s house alone', () => {
  const house = (address: string) =>
    externalReferences(inboundMail({ subject: '[#1]', from: { address, name: '' } })).map((one) => one.house);
  expect(house('Help@Shop.example')).toEqual(['shop.example']);
  expect(house('somebody@gmail.com')).toEqual(['somebody@gmail.com']);
  expect(house('')).toEqual([]);
  expect(externalReferences(inboundMail({ subject: '[#1]', channel: 'webhook' }))).toEqual([]);
});

test('a house is a domain, but one person at a provider of everybody’s', () => {
  expect(isSameHouse('a@shop.example', 'B@Shop.example')).toBe(true);
  expect(isSameHouse('a@gmail.com', 'b@gmail.com')).toBe(false);
  expect(isSameHouse('', '')).toBe(false);
});

test('only whose number it is sees it in subjects', () => {
  const externalRefs = [{ system: 'hash', number: '1', tag: '[#1]', house: 'vendor.example' }];
  expect(tagsFor('help@vendor.example', { externalRefs })).toEqual(['[#1]']);
  expect(tagsFor('customer@shop.example', { externalRefs })).toEqual([]);
  expect(tagsFor('customer@shop.example', {})).toEqual([]);
});
