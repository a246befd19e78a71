/** Words as a whole sentence on one line: with a capital letter and a full stop, whatever they ended with or came as. */
export function asSentence(words: string): string {
  const line = words.replaceAll(/\s+/g, ' ').trim();
  const ended = /[.!?…]["”’')]*$/.test(line) ? line : `${line}.`;
  return `${ended.charAt(0).toUpperCase()}${ended.slice(1)}`;
}
