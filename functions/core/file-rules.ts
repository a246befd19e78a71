import { endingOf, isDangerousEnding } from './dangerous-endings.ts';
import type { Desk } from './desk.ts';
import { isCaution } from './file-state.ts';
import type { BlockingSign, FileSign, FileState } from './file-state.ts';
import type { Attachment } from './inbound-message.ts';

/** `attachments` of desk.yaml. */
export type FileRules = Desk['attachments'];

const MEGABYTE = 1_000_000;

/** Allowing an ending allows what such files are; never a disguise, nor an archive that cheats. */
const NEVER_ALLOWED: ReadonlySet<BlockingSign> = new Set([
  'disguised_name',
  'archive_bomb',
  'broken_archive',
]);

/** The state in which a file is taken in: its size, its name, its type and its content held against the desk's rules. */
export function stateAtArrival(file: Attachment, rules: FileRules): FileState {
  if (file.size > rules.maxMegabytes * MEGABYTE)
    return { kind: 'too_large', mostMegabytes: rules.maxMegabytes };
  const own = endingOf(file.name);
  const sign = blockingSign(file.signs ?? [], rules.allow.includes(own));
  const ending = [own, ...(file.inside ?? [])].find((one) => isBlockedEnding(one, rules));
  // What its sender calls it himself says most, unless it cheats; then what it is; then what is in it.
  if (sign && (ending !== own || NEVER_ALLOWED.has(sign))) return { kind: 'blocked_type', why: sign };
  if (ending !== undefined) return { kind: 'blocked_type', why: 'ending', ending };
  return rules.scan === 'none' ? { kind: 'unscanned' } : { kind: 'pending_scan' };
}

function blockingSign(signs: readonly FileSign[], isAllowed: boolean): BlockingSign | undefined {
  return signs.filter((sign) => !isCaution(sign)).find((sign) => !isAllowed || NEVER_ALLOWED.has(sign));
}

function isBlockedEnding(ending: string, { block, allow }: FileRules): boolean {
  return !allow.includes(ending) && (isDangerousEnding(ending) || block.includes(ending));
}
