/** A mail made to cost its reader as much as it can. */
export interface HostileMail {
  name: string;
  /** How often its costly piece is in it, where reading it must take less than a second. */
  size: number;
  make: (size: number) => Buffer;
  /** What must be in its text however it is read; `''` where it has none. */
  says: string;
  /** What `degraded` must hold once it is beyond a limit. */
  note?: string;
}

/** Piece by piece: what it is made of, or how it is made. */
export type Recipe = Omit<HostileMail, 'make' | 'says'> & { says?: string };

/** The word that a reader must find in it. */
export const WORD = 'hello';

/** A mail with the usual header around a body. */
export function mailAround(body: string | Buffer, ...fields: string[]): Buffer {
  const head = [
    'From: Customer <customer@shop.example>',
    'To: support@desk.example',
    'Subject: Kettle',
    'Date: Mon, 2 Nov 2026 08:30:00 +0000',
    'Message-ID: <hostile@shop.example>',
    ...fields,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}

export const PLAIN = 'Content-Type: text/plain; charset=utf-8';
export const MIXED = 'Content-Type: multipart/mixed; boundary=b0';

/** One part of a multipart with the boundary `b0`. */
export function part(body: string, ...fields: string[]): string {
  return `--b0\r\n${fields.join('\r\n')}\r\n\r\n${body}\r\n`;
}
