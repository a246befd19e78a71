import { hostileHeaders } from './hostile-headers.ts';
import { hostileHtml } from './hostile-html.ts';
import type { HostileMail } from './hostile-mail.ts';
import { hostileParts } from './hostile-parts.ts';
import { hostileTexts } from './hostile-texts.ts';

/** By name; reading any of them must take less than a second, and twice the time for twice the size. */
export const hostileMails: readonly HostileMail[] = [
  ...hostileHtml,
  ...hostileTexts,
  ...hostileHeaders,
  ...hostileParts,
];
