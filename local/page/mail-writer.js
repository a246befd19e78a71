import { element } from './dom.js';
import { post } from './desk-api.js';
import { momentWords } from './words.js';

const EXAMPLE = {
  subject: 'The printer prints everything in grey',
  text: 'Hello,\n\nsince yesterday our printer prints everything in grey. Colours are fine on the screen.\n\nWhat can I do?\n',
};

/** What one person writes: a new mail, or an answer as a mail program makes it, with the mail below quoted. */
export function mailWriter(owner, desk, say) {
  const to = element('input', { type: 'text', name: 'to', required: true, autocomplete: 'off' });
  const subject = element('input', { type: 'text', name: 'subject', autocomplete: 'off' });
  const text = element('textarea', { name: 'text', 'aria-label': 'Words' });
  const quote = element('input', { type: 'checkbox', name: 'quote', checked: true });
  const quoteLine = element('label.quote', {}, quote, ' Quote the mail below, as mail programs do');
  const files = element('input', { type: 'file', multiple: true, 'aria-label': 'Attach files' });
  const words = element('div.command-words');
  const send = element('button.primary', { type: 'submit' }, 'Send');
  const form = element(
    'form.writer',
    { hidden: true, onsubmit: submit },
    element('label', {}, 'To ', to),
    element('label', {}, 'Subject ', subject),
    text,
    words,
    quoteLine,
    element('div.actions', {}, send, files, element('button', { type: 'button', onclick: close }, 'Discard')),
  );
  let answered = null;

  function open(mail, fields) {
    answered = mail;
    to.value = fields.to;
    subject.value = fields.subject;
    text.value = fields.text;
    files.value = '';
    quoteLine.hidden = !mail;
    words.replaceChildren(...commandButtons(mail, text));
    form.hidden = false;
    text.focus({ preventScroll: true });
    text.setSelectionRange(0, 0);
    form.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function close() {
    form.hidden = true;
  }

  async function submit(event) {
    event.preventDefault();
    send.disabled = true;
    try {
      const attachments = await Promise.all([...files.files].map(attachmentOf));
      await post('/_desk/mail', {
        from: owner.address,
        to: to.value.split(/[,\s]+/).filter(Boolean),
        subject: subject.value,
        text: answered && quote.checked ? `${text.value}\n\n${quoted(answered)}` : text.value,
        attachments,
        ...threading(answered),
      });
      close();
      say('Sent.');
    } catch (error) {
      say(error.message);
    }
    send.disabled = false;
  }

  const inbox = desk.inboxes[0]?.address ?? '';
  return {
    node: form,
    startNew: () => open(null, { to: inbox, subject: '', text: '' }),
    startExample: () => open(null, { to: inbox, ...EXAMPLE }),
    startReply: (mail) =>
      open(mail, { to: addressToAnswer(mail), subject: answerSubject(mail.subject), text: formLines(mail) }),
  };
}

function threading(mail) {
  const id = mail?.headers['message-id'];
  if (!id) return {};
  const references = (mail.headers.references ?? '').split(/\s+/).filter(Boolean);
  return { inReplyTo: id, references: [...references, id] };
}

function addressToAnswer(mail) {
  const replyTo = mail.headers['reply-to'] ?? '';
  return /[^\s<>,]+@[^\s<>,]+/.exec(replyTo)?.[0] ?? mail.from.address;
}

function answerSubject(subject) {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`;
}

function quoted(mail) {
  const lines = mail.text.trimEnd().split('\n');
  return [
    `On ${momentWords(mail.at)}, ${mail.from.name} <${mail.from.address}> wrote:`,
    ...lines.map((line) => `> ${line}`),
  ].join('\n');
}

/** The lines that a form asks for, ready to be filled in. */
function formLines(mail) {
  return mail.text
    .split('\n')
    .filter((line) => /^[a-z][a-z0-9_]*:\s*$/.test(line))
    .map((line) => `${line.trim()} `)
    .join('\n');
}

/** The commands that the mail itself offers, `#done` and its like. */
function commandButtons(mail, text) {
  const offered = new Set((mail?.text ?? '').match(/^#[a-z_]+(?=\s|$)/gm) ?? []);
  return [...offered].map((word) =>
    element('button', { type: 'button', onclick: () => (text.value = `${word}\n${text.value}`) }, word),
  );
}

async function attachmentOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { name: file.name, contentType: file.type || 'application/octet-stream', base64: btoa(binary) };
}
