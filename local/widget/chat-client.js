/**
 * One visitor's conversation with the desk, without any page around it.
 *
 * What was written is kept in the browser until the desk has taken it in, and is sent again under the same client id
 * after a lost answer, a reload or a night without network: it arrives, and it arrives once.
 */

const FASTEST_POLL = 3_000;
const SLOWEST_POLL = 30_000;
const SEEN_EVERY = 60_000;

/**
 * @param {{ desk: string, widget: string, storage: Storage, onChange: (state: ChatState) => void }} options
 *   `desk` is the desk's origin, `''` for the page's own.
 *
 * @typedef {{ id: string, at: string, from: 'visitor' | 'desk', name: string, text: string }} Line
 * @typedef {{ text: string, clientId: string, name?: string, address?: string }} Unsent
 * @typedef {{ lines: Line[], unsent: Unsent[], ticket: string | null, status: string | null, trouble: string, contact: boolean }} ChatState
 */
export function openChat({ desk, widget, storage, onChange }) {
  const base = `${desk}/chat/${encodeURIComponent(widget)}/conversations`;
  const key = `stepdesk-chat-${widget}`;
  /** @type {{ conversation?: string, secret?: string, unsent: Unsent[], contact: boolean }} */
  const kept = { unsent: [], contact: false, ...JSON.parse(storage.getItem(key) ?? '{}') };
  /** @type {Map<string, Line>} */
  const lines = new Map();
  let cursor = '';
  let ticket = null;
  let status = null;
  let trouble = '';
  let pause = FASTEST_POLL;
  let timer = 0;
  let seenAt = 0;
  let watching = false;
  let sending = false;

  function keep() {
    storage.setItem(key, JSON.stringify(kept));
  }

  function show() {
    onChange({
      lines: [...lines.values()],
      unsent: kept.unsent,
      ticket,
      status,
      trouble,
      contact: kept.contact,
    });
  }

  /** @param {string} path @param {{ method?: string, body?: unknown }} [call] */
  function request(path, { method = 'POST', body } = {}) {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${kept.secret}` };
    return fetch(`${base}/${kept.conversation}${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
  }

  async function begin() {
    if (kept.secret) return;
    const response = await fetch(base, { method: 'POST' });
    if (!response.ok) throw new Error(`the desk answered ${response.status}`);
    Object.assign(kept, await response.json());
    keep();
  }

  /** Oldest first, one at a time, so that the conversation keeps its order. */
  async function sendUnsent() {
    if (sending) return;
    sending = true;
    trouble = '';
    try {
      for (let next = kept.unsent[0]; next; next = kept.unsent[0]) await deliver(next);
    } catch {
      trouble = 'Not sent yet. We keep trying.';
    } finally {
      sending = false;
      show();
    }
  }

  /** @param {Unsent} message */
  async function deliver(message) {
    await begin();
    const response = await request('/messages', { body: message });
    if (response.status === 429 || response.status >= 500)
      throw new Error(`the desk answered ${response.status}`);
    if (!response.ok) trouble = 'The desk did not accept this message.';
    await read();
    kept.unsent = kept.unsent.filter(({ clientId }) => clientId !== message.clientId);
    if (response.ok && message.address) kept.contact = true;
    keep();
    show();
  }

  async function read() {
    if (!kept.secret) return;
    const response = await request(`/messages?after=${cursor}`, { method: 'GET' });
    if (!response.ok) throw new Error(`the desk answered ${response.status}`);
    const page = await response.json();
    for (const line of page.messages) lines.set(line.id, line);
    pause = page.messages.length > 0 ? FASTEST_POLL : Math.min(pause * 1.5, SLOWEST_POLL);
    cursor = page.cursor ?? '';
    ticket = page.ticket;
    status = page.status;
    show();
    if (page.more) await read();
  }

  async function tellSeen() {
    if (!ticket || Date.now() - seenAt < SEEN_EVERY) return;
    seenAt = Date.now();
    await request('/seen');
  }

  async function poll() {
    clearTimeout(timer);
    if (!watching) return;
    try {
      if (kept.unsent.length > 0) await sendUnsent();
      await read();
      await tellSeen();
    } catch {
      pause = SLOWEST_POLL;
    }
    clearTimeout(timer);
    if (watching) timer = setTimeout(poll, pause);
  }

  return {
    /** @param {{ text: string, name: string, address: string }} written */
    send(written) {
      kept.unsent = [...kept.unsent, { ...written, clientId: crypto.randomUUID() }];
      keep();
      pause = FASTEST_POLL;
      show();
      return sendUnsent();
    },
    /** @param {string} address */
    async leaveContact(address) {
      const response = await request('/contact', { body: { address } });
      if (response.ok) kept.contact = true;
      trouble = response.ok ? '' : 'Please write your address as name@domain.';
      keep();
      show();
    },
    /** Reads while somebody looks. @param {boolean} looks */
    watch(looks) {
      if (looks === watching) return;
      watching = looks;
      pause = FASTEST_POLL;
      void poll();
    },
  };
}
