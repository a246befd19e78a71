import { calendarText } from './calendar-text.ts';
import { readBodyText } from './mime/body-text.ts';
import type { BodySegment } from './mime/body-text.ts';
import type { MimePart } from './mime/mail-structure.ts';
import type { MimeAttachment } from './mime/mime-attachment.ts';
import { readAttachments } from './mime/read-attachments.ts';
import { openSigned } from './mime/signed-data.ts';
import { withoutClearSignature } from './text/clear-signed.ts';
import { openTnef } from './tnef/tnef.ts';
import type { OpenedTnef } from './tnef/tnef.ts';

/** The texts and files of a mail, those that are packed inside others as well. */
export interface MailContent {
  segments: BodySegment[];
  attachments: MimeAttachment[];
  /** Of what was signed as a whole: whether it is sealed inside; null where nothing was. */
  sealed: boolean | null;
  degraded: string[];
}

const MAX_PACKED_TEXT = 2 * 1024 * 1024;

export function readContent(raw: Buffer, root: MimePart): MailContent {
  const body = readBodyText(raw, root);
  const signed = openSigned(readAttachments(raw, root));
  const packed = openTnef(signed.attachments);
  const said = [...signed.segments, ...body.segments];
  const hidden = said.length > 0 ? null : hiddenTexts(packed);
  return {
    segments: (hidden?.segments ?? said).map(({ plain, html }) => ({
      plain: plain && withoutClearSignature(plain),
      html,
    })),
    attachments: [...packed.attachments, ...body.files],
    sealed: signed.degraded.length > 0 ? signed.sealed : null,
    degraded: [...body.degraded, ...signed.degraded, ...(hidden?.degraded ?? [])],
  };
}

/** Where a mail has no text of its own: what Outlook packed away, else what an invitation says. */
function hiddenTexts({ texts, attachments }: OpenedTnef): { segments: BodySegment[]; degraded: string[] } {
  if (texts.some(({ plain, html }) => plain?.trim() || html?.trim())) return withinLimits(texts);
  const invitation = attachments.find(({ contentType }) => contentType === 'text/calendar');
  const segments = invitation ? [{ plain: calendarText(invitation.bytes), html: null }] : [];
  return { segments, degraded: [] };
}

function withinLimits(texts: readonly BodySegment[]): { segments: BodySegment[]; degraded: string[] } {
  let left = MAX_PACKED_TEXT;
  const take = (text: string | null): string | null => {
    const taken = text?.slice(0, left) ?? null;
    left -= taken?.length ?? 0;
    return taken;
  };
  const length = texts.reduce((sum, { plain, html }) => sum + (plain ?? '').length + (html ?? '').length, 0);
  return {
    segments: texts.map(({ plain, html }) => ({ plain: take(plain), html: take(html) })),
    degraded: length > MAX_PACKED_TEXT ? ['a text is too long and was cut'] : [],
  };
}
