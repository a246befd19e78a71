interface Line {
  depth: number;
  text: string;
}

/**
 * Joins the soft-wrapped lines of `format=flowed` (RFC 3676 §4): a line ending in a space goes on in the next one of
 * the same quote depth; the signature separator `-- ` never does; space-stuffing is removed.
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const out: Line[] = [];
  let open = false;
  for (const source of text.split('\n')) {
    const line = readLine(source);
    const last = out.at(-1);
    const flowed = line.text.endsWith(' ') && line.text !== '-- ';
    const content = flowed && deleteSpace ? line.text.slice(0, -1) : line.text;
    if (open && last?.depth === line.depth && line.text !== '-- ') last.text += content;
    else out.push({ depth: line.depth, text: content });
    open = flowed;
  }
  return out
    .map(({ depth, text: content }) => (depth > 0 ? `${'>'.repeat(depth)} ${content}` : content))
    .join('\n');
}

function readLine(source: string): Line {
  let depth = 0;
  while (source[depth] === '>') depth++;
  const rest = source.slice(depth);
  return { depth, text: rest.startsWith(' ') ? rest.slice(1) : rest };
}
