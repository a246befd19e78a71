/** A link in a text that does not say where it leads. */
export interface TextLink {
  /** What is to be clicked on, as it stands in the text. */
  words: string;
  address: string;
  /** The words are an address themselves, and another one. */
  pretends?: true;
}

/**
 * A text as people should see it: behind the words of each link, in brackets, where it leads. Links come in the order
 * of the text; one whose words are not in it (any more) is left out.
 */
export function textWithLinks({ text, links = [] }: { text: string; links?: readonly TextLink[] }): string {
  let shown = '';
  let from = 0;
  for (const { words, address, pretends } of links) {
    const end = endOfWords(text, words, from);
    if (end === -1) continue;
    shown += `${text.slice(from, end)} (${pretends ? 'leads to ' : ''}${address})`;
    from = end;
  }
  return shown + text.slice(from);
}

/** Whole words only: "here" is not in "there". */
function endOfWords(text: string, words: string, from: number): number {
  for (let at = text.indexOf(words, from); at !== -1; at = text.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!isLetter(text[at - 1]) && !isLetter(text[end])) return end;
  }
  return -1;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
