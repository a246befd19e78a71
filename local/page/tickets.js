import { element } from './dom.js';
import { read } from './desk-api.js';
import { ticketView } from './ticket-view.js';
import { momentWords, nameWords } from './words.js';

/** The tickets, newest first, and the chosen one in full. The newest is chosen until somebody chooses another. */
export function showTickets({ list, ticket, count }, desk) {
  let chosen = null;
  let chosenByHand = false;
  let pages = 1;

  async function refresh() {
    const { tickets, next } = await newest(pages);
    count.textContent = next === null ? tickets.length : `${tickets.length}+`;
    if (!chosenByHand) chosen = tickets[0]?.ref ?? null;
    list.replaceChildren(...tickets.map(line), ...(next === null ? [] : [older()]));
    if (tickets.length === 0) return ticket.replaceChildren(nothing());
    await showChosen();
  }

  async function showChosen() {
    const details = await read(`/_desk/tickets/${chosen}`);
    if (details.ticket.ref !== chosen) return;
    const open = new Set([...ticket.querySelectorAll('details[open]')].map(({ id }) => id));
    const scrolled = ticket.scrollTop;
    ticket.replaceChildren(...ticketView(details, desk));
    for (const part of ticket.querySelectorAll('details')) part.open = open.has(part.id);
    ticket.scrollTop = scrolled;
  }

  function line({ ref, subject, status, updatedAt, confidential }) {
    return element(
      'button.ticket-line',
      { type: 'button', 'aria-pressed': String(ref === chosen), onclick: () => choose(ref) },
      element(`span.status.${status}`, {}, nameWords(status)),
      element('span.subject', {}, subject || '(no subject)'),
      element('span.quiet', {}, `${ref} · ${momentWords(updatedAt)}${confidential ? ' · confidential' : ''}`),
    );
  }

  function older() {
    const show = () => {
      pages += 1;
      return refresh();
    };
    return element('button.ticket-line', { type: 'button', onclick: show }, 'Show older tickets');
  }

  async function choose(ref) {
    chosen = ref;
    chosenByHand = true;
    await refresh();
  }

  return { refresh };
}

/** @param pages how many of them, one after the other. */
async function newest(pages) {
  const first = await read('/_desk/tickets');
  const { tickets } = first;
  let { next } = first;
  for (let page = 1; page < pages && next !== null; page++) {
    const more = await read(`/_desk/tickets?after=${next}`);
    tickets.push(...more.tickets);
    next = more.next;
  }
  return { tickets, next };
}

function nothing() {
  return element(
    'div.nothing',
    {},
    element('h2', {}, 'No ticket yet'),
    element(
      'p',
      {},
      'A mail from a customer opens one. Its process, its clocks and its history then stand here.',
    ),
  );
}
