import { simpleParser } from 'mailparser';
import type { Attachment as ParsedAttachment } from 'mailparser';

/** A part that is not text to be read, decoded. */
export interface MimeAttachment {
  contentType: string;
  name: string;
  disposition: string;
  /** Without angle brackets; null when there is none. */
  contentId: string | null;
  bytes: Buffer;
}

export type ParsedAttachments =
  { kind: 'parsed'; attachments: MimeAttachment[] } | { kind: 'rejected'; reason: string } | { kind: 'timed_out' };

/** The parser's comforts are off: they cost more than the parsing, and a hostile text can make them run for minutes. */
const OPTIONS = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
};
const TIME_LIMIT_MS = 20_000;

/** The attachments of a mail, in its own order. Whatever the parser throws becomes a value. */
export async function parseAttachments(raw: Buffer): Promise<ParsedAttachments> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<ParsedAttachments>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timed_out' }), TIME_LIMIT_MS);
  });
  try {
    return await Promise.race([parse(raw), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function parse(raw: Buffer): Promise<ParsedAttachments> {
  try {
    const mail = await simpleParser(raw, OPTIONS);
    return { kind: 'parsed', attachments: mail.attachments.map(toAttachment) };
  } catch (error) {
    return { kind: 'rejected', reason: error instanceof Error ? error.message : String(error) };
  }
}

function toAttachment(attachment: ParsedAttachment): MimeAttachment {
  return {
    contentType: attachment.contentType,
    name: attachment.filename ?? '',
    disposition: attachment.contentDisposition ?? '',
    contentId: attachment.cid ?? null,
    bytes: attachment.content,
  };
}
