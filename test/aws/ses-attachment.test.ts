import { describe, expect, test } from 'vitest';
import { sesAttachment } from '../../functions/aws/ses-attachment.ts';

const file = { name: 'note.pdf', contentType: 'application/pdf', bytes: new Uint8Array([0, 128, 255]) };

test('a file goes in base64', () => {
  expect(sesAttachment(file)).toEqual({
    RawContent: file.bytes,
    FileName: 'note.pdf',
    ContentType: 'application/pdf',
    ContentTransferEncoding: 'BASE64',
    ContentDisposition: 'ATTACHMENT',
  });
});

describe('SES refuses no mail for the name of a file', () => {
  test.each([
    ['debug.js', 'debug.js.txt'],
    ['Server.CRT', 'Server.CRT.txt'],
    ['setup.exe ', 'setup.exe.txt'],
    ['report.pdf', 'report.pdf'],
    ['js', 'js'],
    ['archive.js.zip', 'archive.js.zip'],
  ])('%j is sent as %j', (name, sent) => {
    expect(sesAttachment({ ...file, name }).FileName).toBe(sent);
  });
});

describe('nor for what a stranger says it is', () => {
  const long = `application/${'x'.repeat(67)}`;
  test.each([
    ['image/svg+xml', 'image/svg+xml'],
    [long.slice(0, 78), long.slice(0, 78)],
    [long, 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['pdf', 'application/octet-stream'],
    ['text/plain; name="ä"', 'application/octet-stream'],
    ['message/rfc822', 'application/octet-stream'],
    ['multipart/mixed', 'application/octet-stream'],
  ])('%j is sent as %s', (contentType, sent) => {
    expect(sesAttachment({ ...file, contentType }).ContentType).toBe(sent);
  });
});
