import { domainToASCII } from 'node:url';

/** SES refuses a mail with a longer mailbox, name and all. */
const LONGEST_MAILBOX = 320;
/** RFC 2047 §2 allows an encoded word 75 characters; 45 bytes make 60 of them in base64. */
const BYTES_PER_WORD = 45;

/**
 * A mailbox as it stands in a header, in ASCII (RFC 5322 §3.4): the name as a quoted string, or as encoded words
 * when it has other letters. A name that would make it too long for SES is left out, and a domain of other letters
 * is spelled in those that DNS knows (RFC 3492).
 */
export function mailboxText({ name, address }: { name: string; address: string }): string {
  const reachable = addressInAscii(address);
  if (name === '') return reachable;
  const phrase = isAscii(name) ? `"${name.replaceAll(/(["\\])/g, '\\$1')}"` : encodedWords(name);
  const mailbox = `${phrase} <${reachable}>`;
  return mailbox.length <= LONGEST_MAILBOX ? mailbox : reachable;
}

function addressInAscii(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return isAscii(domain) ? address : `${address.slice(0, at)}${domainToASCII(domain) || domain}`;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7E]*$/.test(text);
}

/** No letter is torn apart: each word is decoded by itself (RFC 2047 §5). */
function encodedWords(text: string): string {
  const words: string[] = [''];
  for (const letter of text.replaceAll(/[\r\n]/g, ' ')) {
    const longer = `${words.at(-1)}${letter}`;
    if (Buffer.byteLength(longer) <= BYTES_PER_WORD) words[words.length - 1] = longer;
    else words.push(letter);
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
