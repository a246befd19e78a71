import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { relaxedBody, relaxedField, splitMail } from '../../functions/intake/arc/canonical.ts';
import type { RawField } from '../../functions/intake/arc/canonical.ts';

/** A forwarder that seals (RFC 8617), with its keys in a DNS of its own. */

export interface Sealer {
  domain: string;
  /** Puts a set on a mail, with the findings that it says it has. */
  seal(mail: string, set: SealedSet): string;
  lookUp(name: string): Promise<string[]>;
}

interface SealedSet {
  instance?: number;
  findings?: string;
  cv?: string;
  /** Fields that the message signature covers. */
  signed?: string;
  /** More tags of the message signature. */
  tags?: string;
}

export function openSealer(domain: string, kind: 'rsa' | 'ed25519' = 'rsa'): Sealer {
  const { publicKey, privateKey } =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const published = (kind === 'rsa' ? der : der.subarray(-32)).toString('base64');
  const algorithm = `a=${kind}-sha256; d=${domain}; s=key`;
  const signed = (text: string) => signatureOf(privateKey, text);
  return {
    domain,
    lookUp: async (name) =>
      name === `key._domainkey.${domain}` ? [`v=DKIM1; k=${kind}; p=${published}`] : [],
    seal(mail, { instance = 1, findings = 'dmarc=pass header.from=shop.example', ...set }) {
      const { cv = instance === 1 ? 'none' : 'pass', signed: names = 'From:Subject', tags = '' } = set;
      const { fields, body } = splitMail(Buffer.from(mail, 'latin1')) ?? { fields: [], body: '' };
      const digest = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64');
      const found = `ARC-Authentication-Results: i=${instance}; mx.${domain}; ${findings}`;
      const message = `ARC-Message-Signature: i=${instance}; ${algorithm}; c=relaxed/relaxed; h=${names}; bh=${digest};${tags} b=`;
      const chosen = names
        .split(':')
        .flatMap((name) => fields.findLast((field) => isNamed(field, name)) ?? []);
      const signature = message + signed([...chosen, fieldOf(message)].map(relaxedField).join('\r\n'));
      const seal = `ARC-Seal: i=${instance}; ${algorithm}; cv=${cv}; b=`;
      const before = fields.filter(({ name }) => name.startsWith('arc-')).reverse();
      const ordered = [...inOrder(before), fieldOf(found), fieldOf(signature), fieldOf(seal)];
      return [`${seal}${signed(ordered.map(relaxedField).join('\r\n'))}`, signature, found, mail].join(
        '\r\n',
      );
    },
  };
}

const PARTS = ['arc-authentication-results', 'arc-message-signature', 'arc-seal'];

/** As they were added: the oldest set first, of each its findings, its signature, its seal. */
function inOrder(fields: RawField[]): RawField[] {
  const place = ({ name, raw }: RawField) => Number(/i=(\d+)/.exec(raw)?.[1]) * 10 + PARTS.indexOf(name);
  return fields.toSorted((first, second) => place(first) - place(second));
}

function fieldOf(raw: string): RawField {
  return { name: raw.slice(0, raw.indexOf(':')).toLowerCase(), raw };
}

function isNamed({ name }: RawField, wanted: string): boolean {
  return name === wanted.toLowerCase();
}

function signatureOf(key: KeyObject, text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const signed = key.asymmetricKeyType === 'rsa' ? bytes : createHash('sha256').update(bytes).digest();
  return sign(key.asymmetricKeyType === 'rsa' ? 'sha256' : null, signed, key).toString('base64');
}
