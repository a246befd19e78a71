import { element } from './dom.js';
import { post, read } from './desk-api.js';
import { momentWords, nameWords } from './words.js';

const BY = 'the page';

/**
 * Mail that was held back, in a dialog: what it is and why it waits, and what to do about it; below, who is allowed and
 * blocked.
 */
export function showHeldMail({ dialog, list, senders, count, open }, say) {
  open.addEventListener('click', () => dialog.showModal());

  async function refresh() {
    const [{ held }, decided] = await Promise.all([read('/_desk/held'), read('/_desk/senders')]);
    count.textContent = held.length;
    open.hidden = held.length === 0 && decided.senders.length === 0;
    if (open.hidden) dialog.close();
    list.replaceChildren(
      ...(held.length > 0 ? held.map(entry) : [element('li.held-entry.quiet', {}, 'Nothing is held.')]),
    );
    senders.replaceChildren(...decided.senders.map(sender));
  }

  /** A button that gives an order once; `order` may be taken back by leaving its question open. */
  function button(tag, words, order) {
    return element(
      tag,
      {
        type: 'button',
        async onclick({ currentTarget }) {
          const given = order();
          if (!given) return;
          const buttons = currentTarget.closest('li').querySelectorAll('button');
          for (const one of buttons) one.disabled = true;
          try {
            say((await post(given.path, { by: BY, ...given.body })).says);
          } catch (error) {
            say(error.message);
          }
          await refresh();
        },
      },
      words,
    );
  }

  function entry({ id, cause, explanation, from, subject, receivedAt, ref, inbox }) {
    const goes = ref ? `Would be on ${ref}.` : inbox ? `Would be a new ticket of ${inbox}.` : '';
    const decide = (kind) => ({ path: '/_desk/senders', body: { kind, sender: from, why: 'on the page' } });
    const recover = (as) => ({ path: `/_desk/held/${id}/recover`, body: { as } });
    return element(
      'li.held-entry',
      {},
      element(
        'div',
        {},
        element('strong', {}, subject || '(no subject)'),
        element('p.quiet', {}, `${from || 'nobody'} · ${momentWords(receivedAt)}`),
        element('p', {}, element('span.status.late', {}, nameWords(cause)), ` ${explanation}`),
        element('p.quiet', {}, goes),
      ),
      element(
        'div.buttons',
        {},
        button('button.primary', 'Recover', () => recover('intended')),
        button('button', 'As a new ticket', () => recover('new')),
        button('button', 'Onto a ticket…', () => {
          const into = prompt('Onto which ticket?', ref ?? '');
          return into && recover({ into });
        }),
        button('button', 'Discard', () => ({
          path: `/_desk/held/${id}/discard`,
          body: { reason: 'on the page' },
        })),
        button('button', 'Allow sender', () => decide('allow')),
        button('button', 'Block sender', () => decide('block')),
      ),
    );
  }

  function sender({ rule, holds }) {
    const until = rule.until ? `until ${momentWords(rule.until)}` : 'for good';
    const verb = rule.kind === 'allow' ? 'Allowed' : 'Blocked';
    const held = holds > 0 ? ` ${holds} held.` : '';
    return element(
      'li.held-entry',
      {},
      element('div', {}, `${verb} ${until}: ${rule.sender}, by ${rule.by}: ${rule.why}.${held}`),
      button('button', 'Lift', () => ({ path: '/_desk/senders/lift', body: { sender: rule.sender } })),
    );
  }

  return { refresh };
}
