/** RFC 2047 §2 allows an encoded word 75 characters; 45 bytes make 60 of them in base64. */
const BYTES_PER_WORD = 45;

/**
 * A mailbox as it stands in a header, in ASCII (RFC 5322 §3.4): the name as a quoted string, or as encoded words
 * when it has other letters.
 */
export function mailboxText({ name, address }: { name: string; address: string }): string {
  if (name === '') return address;
  const phrase = /^[\x20-\x7E]*$/.test(name)
    ? `"${name.replaceAll(/(["\\])/g, '\\$1')}"`
    : encodedWords(name);
  return `${phrase} <${address}>`;
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
