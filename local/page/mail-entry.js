import { element } from './dom.js';
import { momentWords, sizeWords } from './words.js';

/** One mail of a column: a line that opens to the whole mail. */
export function mailEntry(mail, { reply, opened }) {
  const entry = element(
    'details.mail',
    { 'data-unread': 'true', ontoggle: open },
    element(
      'summary',
      {},
      element('span.from', {}, mail.from.name || mail.from.address || 'Unknown sender'),
      element('time.quiet', { datetime: mail.at }, momentWords(mail.at)),
      element('span.subject', {}, mail.subject || '(no subject)'),
    ),
  );
  let drawn = false;

  function open() {
    if (!entry.open) return;
    entry.dataset.unread = 'false';
    opened();
    if (!drawn) entry.append(wholeMail(mail, reply));
    drawn = true;
  }
  return entry;
}

function wholeMail(mail, reply) {
  return element(
    'div.whole',
    {},
    element('pre.text', {}, ...withLinks(mail.text)),
    files(mail),
    element(
      'footer',
      {},
      element('button', { type: 'button', onclick: reply }, 'Reply'),
      mail.html &&
        element('a', { href: `/_desk/mails/${mail.id}.html`, target: '_blank', rel: 'noreferrer' }, 'HTML'),
      element('a', { href: mail.raw }, 'Original'),
      headers(mail),
    ),
  );
}

function files(mail) {
  if (mail.attachments.length === 0) return null;
  return element(
    'ul.files',
    {},
    ...mail.attachments.map(({ name, size }, index) =>
      element(
        'li',
        {},
        element('a', { href: `/_desk/mails/${mail.id}/attachments/${index}` }, name),
        element('span.quiet', {}, ` ${sizeWords(size)}`),
      ),
    ),
  );
}

function headers(mail) {
  const rows = Object.entries(mail.headers).map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return element('details.headers', {}, element('summary', {}, 'Headers'), element('dl', {}, ...rows));
}

/** Only web addresses become links, and they open elsewhere. */
function withLinks(text) {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/g)
    .map((part, index) =>
      index % 2 === 1 ? element('a', { href: part, target: '_blank', rel: 'noreferrer' }, part) : part,
    );
}
