const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;

/**
 * The lines of a text that lie between two fences of Markdown, fences included: nothing in them is a quote or a
 * signature. A fence that nobody closes fences nothing.
 */
export function codeLines(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  let open: { at: number; fence: string } | null = null;
  for (const [at, line] of lines.entries()) {
    const fence = FENCE.exec(line)?.[1];
    if (!fence) continue;
    if (!open) open = { at, fence };
    else if (fence.startsWith(open.fence) && line.trim() === fence) {
      for (let inside = open.at; inside <= at; inside++) found.add(inside);
      open = null;
    }
  }
  return found;
}
