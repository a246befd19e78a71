import type { Attachment } from '@aws-sdk/client-sesv2';
import type { OutgoingMail } from '../app/ports.ts';

/**
 * What SES takes no file of, whatever is in it; a mail with one of these is refused whole.
 * https://docs.aws.amazon.com/ses/latest/dg/mime-types.html
 */
const UNSUPPORTED = new Set(
  (
    'ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib lnk ' +
    'mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi ' +
    'msp mst ops pcd pif plg prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 reg scf scr sct shb shs sys tmp url vb vbe vbs ' +
    'vps vsmacros vss vst vsw vxd ws wsc wsf wsh xnk'
  ).split(' '),
);

const LONGEST_TYPE = 78;
const ANY_BYTES = 'application/octet-stream';

/** A file as SES takes it. Without a transfer encoding SES sends seven bits of every byte. */
export function sesAttachment(file: OutgoingMail['attachments'][number]): Attachment {
  const { contentId } = file;
  return {
    RawContent: file.bytes,
    FileName: acceptedName(file.name),
    ContentType: acceptedType(file.contentType),
    ContentTransferEncoding: 'BASE64',
    ContentDisposition: contentId === undefined ? 'ATTACHMENT' : 'INLINE',
    ...(contentId === undefined ? {} : { ContentId: contentId }),
  };
}

/** A script or certificate is often what a request is about: it arrives under a name that nothing runs. */
function acceptedName(name: string): string {
  const extension = /\.([^.]*)$/.exec(name.trimEnd())?.[1]?.toLowerCase() ?? '';
  return UNSUPPORTED.has(extension) ? `${name.trimEnd()}.txt` : name;
}

/** Strangers' mails write anything for a type. Mails within mails may not be in base64 (RFC 2046 §5.2.1). */
function acceptedType(type: string): string {
  const isPlain = type.length <= LONGEST_TYPE && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type);
  return isPlain && !/^(message|multipart)\//i.test(type) ? type : ANY_BYTES;
}
