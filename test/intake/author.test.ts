import { expect, test } from 'vitest';
import { authorOf } from '../../functions/intake/mime/author.ts';
import { readHeaderSection } from '../../functions/intake/mime/header-fields.ts';

const AGENT = 'agent@team.example';
const FORGER = 'x@forger.example';
const encoded = '=?utf-8?q?agent=40team.example?=';
const ses = (from: string) =>
  `Authentication-Results: amazonses.com; spf=pass; dkim=pass; dmarc=pass header.from=${from};\r\n`;

function readAuthor(header: string): [string | undefined, boolean] {
  const isBoundary = (line: string): boolean => line === '--b';
  const section = readHeaderSection(Buffer.from(`${header}\r\nSubject: s\r\n\r\n`), 0, isBoundary);
  const { mailbox, isCertain } = authorOf(section);
  return [mailbox?.address, isCertain];
}

test.each([
  ['an address', `From: ${AGENT}`, AGENT],
  ['a name and an address', `From: Agent One <${AGENT}>`, AGENT],
  ['its address as its name', `From: ${AGENT} <${AGENT}>`, AGENT],
  ['somebody’s address as a quoted name', `From: "${AGENT}" <${FORGER}>`, FORGER],
  ['somebody’s address as an encoded name', `From: ${encoded} <${FORGER}>`, FORGER],
  [
    'an encoded name that closes a bracket',
    `From: =?utf-8?q?=3Cagent=40team.example=3E?= <${FORGER}>`,
    FORGER,
  ],
  ['a quoted name that quotes', `From: "A\\" <${AGENT}>, \\"" <${FORGER}>`, FORGER],
  ['another Sender', `From: ${FORGER}\r\nSender: ${AGENT}`, FORGER],
  ['capitals', 'From: AGENT@Team.Example', 'AGENT@Team.Example'],
  ['a fold', `From:\r\n ${AGENT}`, AGENT],
  ['a field before it that says nothing', `From:\r\nFrom: ${AGENT}`, AGENT],
  ['a bare carriage return in another field', `Subject: a\rb\r\nFrom: ${AGENT}`, AGENT],
  ['the service’s word on the same domain', `${ses('team.example')}From: ${AGENT}`, AGENT],
  ['the service’s word on the domain above', `${ses('example')}From: ${AGENT}`, AGENT],
  [
    'somebody else’s word',
    `Authentication-Results: mx.other.example; dmarc=pass header.from=a.example\r\nFrom: ${AGENT}`,
    AGENT,
  ],
])('whoever reads a From with %s finds the same author', (_what, header, expected) => {
  expect(readAuthor(header)).toEqual([expected, true]);
});

test.each([
  ['two From fields', `From: ${AGENT}\r\nFrom: ${FORGER}`],
  ['two From fields the other way round', `From: ${FORGER}\r\nFrom: ${AGENT}`],
  ['two mailboxes', `From: ${AGENT}, ${FORGER}`],
  ['two mailboxes with a semicolon', `From: ${AGENT}; ${FORGER}`],
  ['two bracketed addresses', `From: <${AGENT}> <${FORGER}>`],
  ['a bracketed word beside the address', `From: <Agent> <${AGENT}>`],
  ['an address as the name of a bracketed word', `From: ${AGENT} <forger>`],
  ['two bare addresses', `From: ${AGENT} ${FORGER}`],
  ['another address as its bare name', `From: ${AGENT} <${FORGER}>`],
  ['another address in a comment', `From: (${FORGER}) ${AGENT}`],
  ['another domain in a comment', `From: <${encoded}(@forger.example)>`],
  ['an address made of an encoded word', `From: <${encoded}>`],
  ['a null byte', `From: ${AGENT}\0@forger.example`],
  ['a null byte before another address', `From: ${AGENT}\0 <${FORGER}>`],
  ['a route', `From: <@forger.example:${AGENT}>`],
  ['a group', `From: All: ${AGENT}, ${FORGER};`],
  ['a group of nobody', `From: undisclosed-recipients:;\r\nSender: ${AGENT}`],
  ['a quote without its end', `From: "A <${AGENT}>, B <${FORGER}>`],
  ['nothing but a Sender', `Sender: ${AGENT}`],
  ['another From behind a bare carriage return', `Subject: a\rFrom : ${FORGER}\r\nFrom: ${AGENT}`],
  ['HTML above another From', `From: ${AGENT}\r\n<html>\r\nFrom: ${FORGER}`],
  ['a boundary above another From', `From: ${AGENT}\r\n--b\r\nFrom: ${FORGER}`],
  ['a text behind spaces above another From', `From: ${AGENT}\r\n \r\nText\r\nFrom: ${FORGER}`],
  [
    'another From behind more fields than are read',
    `From: ${AGENT}${'\r\nX: y'.repeat(2_000)}\r\nFrom: ${FORGER}`,
  ],
  ['another domain than the service has proven', `${ses('forger.example')}From: ${AGENT}`],
])('two readers may find two authors of a mail with %s', (_what, header) => {
  expect(readAuthor(header)[1]).toBe(false);
});
