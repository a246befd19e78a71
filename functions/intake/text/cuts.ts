import { isMarkLine } from './quote-marks.ts';
import type { CutRule, TextLine } from './text-lines.ts';

export interface Cut {
  rule: CutRule;
  /** Its first line in the message's text, counted from 1. */
  at: number;
  lines: number;
}

/**
 * What is missing in `kept`, piece by piece. A piece has the rule that the line carries by which it was recognised.
 * @param because rules that were found later than the lines were read, by `TextLine.at`; each begins a piece.
 */
export function cutsOf(
  lines: readonly TextLine[],
  kept: readonly TextLine[],
  because: ReadonlyMap<number, CutRule>,
): Cut[] {
  const stays = new Set(kept.map(({ at }) => at));
  const cuts: Cut[] = [];
  const late = new Set(because.values());
  let open: Cut | null = null;
  let number = 1 - leadingBlanks(lines);
  for (const line of lines) {
    const rule = because.get(line.at);
    const isMark = isMarkLine(line.source);
    if (stays.has(line.at)) open = null;
    else if (line.source.trim() !== '') {
      const found: CutRule | null | undefined = rule ?? (open && !late.has(open.rule) ? null : line.rule);
      if (!open || (found && found !== open.rule)) {
        open = { rule: found ?? 'quoted-lines', at: number, lines: 0 };
        cuts.push(open);
      }
      if (!isMark) open.lines = number - open.at + 1;
    }
    if (!isMark) number++;
  }
  return cuts.filter((cut) => cut.lines > 0);
}

/** They are no lines of the message's text. */
function leadingBlanks(lines: readonly TextLine[]): number {
  const written = lines.filter(({ source }) => !isMarkLine(source));
  return Math.max(
    0,
    written.findIndex(({ source }) => source.trim() !== ''),
  );
}
