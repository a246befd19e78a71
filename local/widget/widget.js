import { openChat } from './chat-client.js';

/**
 * `<stepdesk-chat widget="website" desk="https://…">`: a chat window in the corner of a page. Works by keyboard and
 * screen reader: the button says whether the window is open, new messages are read out, Escape closes.
 */

const style = `
:host { position: fixed; right: 1rem; bottom: 1rem; z-index: 1000; font: 1rem/1.5 system-ui, sans-serif; color: #1d2129; }
* { box-sizing: border-box; font: inherit; color: inherit; }
button { cursor: pointer; border: 0; border-radius: .5rem; padding: .625rem 1rem; background: #1456b8; color: #fff; font-weight: 600; min-height: 2.75rem; }
:focus-visible { outline: 3px solid #f5a623; outline-offset: 2px; }
.toggle { border-radius: 2rem; box-shadow: 0 2px 12px #0004; float: right; }
.panel { display: flex; flex-direction: column; width: min(24rem, calc(100vw - 2rem)); height: min(36rem, calc(100dvh - 6rem)); margin-bottom: .75rem; background: #fff; border: 1px solid #c9ced6; border-radius: .75rem; overflow: hidden; box-shadow: 0 4px 24px #0003; }
[hidden] { display: none !important; }
h2 { margin: 0; padding: .75rem 1rem; background: #1456b8; color: #fff; font-size: 1rem; font-weight: 600; }
ol { flex: 1; overflow-y: auto; list-style: none; margin: 0; padding: 1rem; }
li { max-width: 85%; margin: 0 0 .625rem; padding: .5rem .75rem; border-radius: .75rem; background: #eef0f3; width: fit-content; }
li.visitor { margin-left: auto; background: #dce8fa; }
li.unsent { opacity: .7; }
li p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
li .who { font-size: .8125rem; font-weight: 600; color: #4a5260; }
.status { min-height: 1.5rem; margin: 0; padding: 0 1rem; font-size: .8125rem; color: #4a5260; }
form { padding: .5rem 1rem .75rem; border-top: 1px solid #d8dce2; display: grid; gap: .5rem; }
.first { display: grid; gap: .5rem; }
label { font-size: .8125rem; font-weight: 600; display: grid; gap: .125rem; }
input, textarea { width: 100%; padding: .5rem; border: 1px solid #5b6472; border-radius: .5rem; font-weight: 400; font-size: 1rem; background: #fff; }
textarea { resize: none; height: 3.5rem; }
.row { display: grid; grid-template-columns: 1fr auto; gap: .5rem; align-items: end; }
.hint { margin: 0; font-size: .8125rem; color: #4a5260; }
`;

const content = `
<section class="panel" role="dialog" aria-labelledby="title" hidden>
  <h2 id="title">Chat with us</h2>
  <ol role="log" aria-label="Messages" tabindex="0"></ol>
  <p class="status" role="status"></p>
  <form class="contact" hidden>
    <div class="row">
      <label>Your e-mail, for when you have left <input name="address" type="email" autocomplete="email" required></label>
      <button>Leave it</button>
    </div>
  </form>
  <form class="write">
    <div class="first">
      <label>Your name (if you like) <input name="name" autocomplete="name" maxlength="200"></label>
      <label>Your e-mail, for when you have left <input name="address" type="email" autocomplete="email" maxlength="320"></label>
    </div>
    <div class="row">
      <label>Your message <textarea name="text" required maxlength="8000" aria-describedby="hint"></textarea></label>
      <button>Send</button>
    </div>
    <p class="hint" id="hint">Enter sends, Shift and Enter begin a new line.</p>
  </form>
</section>
<button class="toggle" type="button" aria-expanded="false">Chat with us</button>
`;

const standings = {
  open: 'We are working on it.',
  waiting_customer: 'We are waiting for your answer.',
  resolved: 'We believe that this is solved.',
  closed: 'This conversation is closed. If you write, we look at it again.',
};

class StepdeskChat extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = content;
    this.parts = {
      panel: root.querySelector('.panel'),
      log: root.querySelector('ol'),
      status: root.querySelector('.status'),
      first: root.querySelector('.first'),
      write: root.querySelector('.write'),
      contact: root.querySelector('.contact'),
      toggle: root.querySelector('.toggle'),
    };
    this.chat = openChat({
      desk: this.getAttribute('desk') ?? '',
      widget: this.getAttribute('widget') ?? '',
      storage: localStorage,
      onChange: (state) => this.show(state),
    });
    this.listen();
  }

  disconnectedCallback() {
    this.chat.watch(false);
  }

  listen() {
    const { panel, toggle, write, contact } = this.parts;
    toggle.addEventListener('click', () => this.open(panel.hidden));
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.open(false);
    });
    write.addEventListener('keydown', (event) => {
      const isSend = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
      if (!isSend || !(event.target instanceof HTMLTextAreaElement)) return;
      event.preventDefault();
      write.requestSubmit();
    });
    write.addEventListener('submit', (event) => {
      event.preventDefault();
      const { text, name, address } = Object.fromEntries(new FormData(write));
      if (!text.trim()) return;
      void this.chat.send({ text: text.trim(), name: name ?? '', address: address ?? '' });
      write.elements.namedItem('text').value = '';
    });
    contact.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.chat.leaveContact(String(new FormData(contact).get('address')));
    });
    document.addEventListener('visibilitychange', () => this.chat.watch(!panel.hidden && !document.hidden));
  }

  open(wanted) {
    const { panel, toggle, write } = this.parts;
    panel.hidden = !wanted;
    toggle.setAttribute('aria-expanded', String(wanted));
    toggle.textContent = wanted ? 'Close the chat' : 'Chat with us';
    this.chat.watch(wanted && !document.hidden);
    if (wanted) write.elements.namedItem('text').focus();
    else toggle.focus();
  }

  show({ lines, unsent, ticket, status, trouble, contact }) {
    const { log, first, contact: contactForm } = this.parts;
    const known = new Set([...log.children].map((item) => item.id));
    for (const line of lines) if (!known.has(line.id)) log.append(itemOf(line));
    for (const item of log.querySelectorAll('.unsent')) item.remove();
    for (const message of unsent)
      log.append(
        itemOf({ id: message.clientId, from: 'visitor', name: '', text: message.text, unsent: true }),
      );
    log.scrollTop = log.scrollHeight;
    const begun = ticket !== null || unsent.length > 0;
    first.hidden = begun;
    contactForm.hidden = ticket === null || contact;
    this.say(
      [trouble || (standings[status] ?? ''), ticket ? `Your reference is ${ticket}.` : ''].join(' ').trim(),
    );
  }

  /** A live region speaks whenever it is written to, so it is written to only when there is something new. */
  say(text) {
    const { status } = this.parts;
    if (status.textContent !== text) status.textContent = text;
  }
}

/** Texts are set as text, never as markup. */
function itemOf({ id, from, name, text, unsent }) {
  const item = document.createElement('li');
  item.id = id;
  item.className = [from, unsent ? 'unsent' : ''].join(' ').trim();
  const who = document.createElement('p');
  who.className = 'who';
  who.textContent = from === 'visitor' ? 'You' : name;
  const words = document.createElement('p');
  words.textContent = text;
  item.append(who, words);
  return item;
}

customElements.define('stepdesk-chat', StepdeskChat);
