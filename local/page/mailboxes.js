import { element } from './dom.js';
import { read } from './desk-api.js';
import { mailEntry } from './mail-entry.js';
import { mailWriter } from './mail-writer.js';

const CUSTOMER = 'customer@example.com';

/**
 * One column a person: first the customer, then who works here, then whoever else has received mail.
 * Mails never change, so that a column only ever gains entries.
 */
export function showMailboxes(place, desk, say) {
  const columns = new Map();
  const customer = addColumn({ address: CUSTOMER, role: 'Customer', kind: 'customer', team: '' });
  customer.invite();
  for (const { address } of desk.agents) columnOf(address);

  function columnOf(address) {
    const known = columns.get(address);
    if (known) return known;
    const agent = desk.agents.find((one) => one.address.toLowerCase() === address);
    if (!agent) return addColumn({ address, role: 'Customer', kind: 'customer', team: '' });
    return addColumn({ address, role: agent.name, kind: 'agent', team: agent.teams.join(', ') });
  }

  function addColumn(owner) {
    const column = mailboxColumn(owner, desk, say);
    columns.set(owner.address, column);
    const customers = place.querySelectorAll('.column.customer');
    if (owner.kind === 'customer' && customers.length > 0) [...customers].at(-1).after(column.node);
    else place.append(column.node);
    return column;
  }

  place.append(somebodyElse((address) => columnOf(address).write()));

  return {
    async refresh() {
      const { mailboxes } = await read('/_desk/mailboxes');
      await Promise.all(
        mailboxes.map(({ address, mails }) => {
          const column = columnOf(address);
          return mails > column.shown() ? column.load() : null;
        }),
      );
    },
  };
}

/** Anybody may write to the desk: a second customer, a stranger, a robot. */
function somebodyElse(open) {
  const address = element('input', {
    type: 'email',
    required: true,
    'aria-label': 'Address',
    placeholder: 'name@example.com',
  });
  const submit = (event) => {
    event.preventDefault();
    open(address.value.trim().toLowerCase());
    address.value = '';
  };
  return element(
    'form.somebody-else',
    { onsubmit: submit },
    element('label.quiet', {}, 'Write as somebody else', address),
    element('button', {}, 'Open'),
  );
}

function mailboxColumn(owner, desk, say) {
  const list = element('div.mails');
  const count = element('span.count', {}, '');
  const writer = mailWriter(owner, desk, say);
  const shown = new Map();
  const empty = element('p.empty', {}, owner.kind === 'agent' ? 'No mail yet.' : '');
  const node = element(
    `section.column.${owner.kind}.silent`,
    { 'aria-label': owner.role },
    element(
      'header',
      {},
      element(
        'div',
        {},
        element('h2', {}, owner.role, ' ', count),
        element('p.quiet', { title: owner.address }, owner.address),
        owner.team && element('p.quiet', {}, owner.team),
      ),
      element('button', { type: 'button', onclick: () => writer.startNew() }, 'Write'),
    ),
    writer.node,
    list,
    empty,
  );

  function showCount() {
    const unread = [...shown.values()].filter((entry) => entry.dataset.unread === 'true').length;
    count.textContent = unread > 0 ? String(unread) : '';
  }

  return {
    node,
    shown: () => shown.size,
    write: () => writer.startNew(),
    invite() {
      empty.replaceChildren(
        element('strong', {}, 'Write a mail as the customer.'),
        ' It becomes a ticket; the answers appear here and with the people who work on it.',
        element('button.primary', { type: 'button', onclick: () => writer.startExample() }, 'Write one'),
      );
      empty.classList.add('invitation');
    },
    async load() {
      const { mails } = await read(`/_desk/mailboxes/${encodeURIComponent(owner.address)}`);
      for (const mail of mails) {
        if (shown.has(mail.id)) continue;
        const entry = mailEntry(mail, { reply: () => writer.startReply(mail), opened: showCount });
        shown.set(mail.id, entry);
        list.prepend(entry);
      }
      empty.hidden = shown.size > 0;
      node.classList.toggle('silent', shown.size === 0);
      showCount();
    },
  };
}
