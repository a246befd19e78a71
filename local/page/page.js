import { byId, element } from './dom.js';
import { listen, post, read } from './desk-api.js';
import { showHeldMail } from './held-mail.js';
import { showMailboxes } from './mailboxes.js';
import { showTickets } from './tickets.js';
import { clockWords, momentWords, useTimeZone } from './words.js';

const desk = await read('/_desk/desk');
useTimeZone(desk.timeZone);
byId('desk-name').textContent = desk.name;
document.title = `${desk.name} · Stepdesk`;

const mailboxes = showMailboxes(byId('columns'), desk, say);
const tickets = showTickets(
  { list: byId('ticket-list'), ticket: byId('ticket'), count: byId('ticket-count') },
  desk,
);
const heldMail = showHeldMail(
  {
    dialog: byId('held'),
    question: byId('held-ask'),
    list: byId('held-list'),
    senders: byId('held-senders'),
    count: byId('held-count'),
    open: byId('held-open'),
  },
  say,
);
let clock = { ...desk.clock, readAt: Date.now() };

drawAdvanceButtons();
chooseView();
listen((changed) => {
  byId('clock-dot').dataset.state = changed ? 'open' : 'lost';
  byId('clock-dot').title = changed ? 'Connected' : 'The desk does not answer; trying again';
  if (!changed) return;
  clock = { ...changed, readAt: Date.now() };
  showClock();
  refreshSoon();
});
setInterval(showClock, 1000);

/** Changes come in bursts: one look at the desk shows them all. */
let refreshing = false;
let again = false;
async function refreshSoon() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    await Promise.all([mailboxes.refresh(), tickets.refresh(), heldMail.refresh()]);
  } catch (error) {
    say(error.message);
  }
  refreshing = false;
  if (again) {
    again = false;
    refreshSoon();
  }
}

function showClock() {
  const { mode } = clock;
  const speed = { real: 1, scaled: mode.speed, manual: 0 }[mode.kind];
  const now = new Date(Date.parse(clock.now) + (Date.now() - clock.readAt) * speed);
  byId('clock-now').textContent = clockWords(now);
  byId('clock-now').dateTime = now.toISOString();
  byId('clock-mode').textContent = { real: '', scaled: `× ${mode.speed}`, manual: 'stands still' }[mode.kind];
}

function drawAdvanceButtons() {
  if (desk.clock.mode.kind !== 'manual') return;
  const buttons = byId('clock-buttons');
  buttons.hidden = false;
  buttons.append(
    advanceButton('+1 h', () => ({ advance: 'PT1H' })),
    advanceButton('+4 h', () => ({ advance: 'PT4H' })),
    advanceButton('+1 business day', () => ({ business: '1d' })),
    advanceButton('To the next deadline', () => (clock.nextWake ? { to: clock.nextWake } : null)),
  );
}

function advanceButton(label, request) {
  const button = element('button', { type: 'button', onclick: advance }, label);
  async function advance() {
    const body = request();
    if (!body) return say('Nothing is waiting for a time.');
    button.disabled = true;
    try {
      const { now } = await post('/_desk/clock', body);
      say(`It is ${momentWords(now)}.`);
    } catch (error) {
      say(error.message);
    }
    button.disabled = false;
  }
  return button;
}

/** A phone shows either the mailboxes or the tickets. */
function chooseView() {
  const buttons = [...document.querySelectorAll('.views button')];
  for (const button of buttons)
    button.addEventListener('click', () => {
      document.querySelector('main').dataset.view = button.dataset.view;
      for (const one of buttons) one.setAttribute('aria-pressed', String(one === button));
    });
}

let hiding;
/** Shown anew each time, so that it stands above a dialog that was opened meanwhile. */
function say(words) {
  const notice = byId('notice');
  notice.textContent = words;
  notice.hidePopover();
  notice.showPopover();
  clearTimeout(hiding);
  hiding = setTimeout(() => notice.hidePopover(), 5000);
}
