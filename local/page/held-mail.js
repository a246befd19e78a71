import { element } from './dom.js';
import { post, read } from './desk-api.js';
import { momentWords, nameWords } from './words.js';

/** Mail that was held back, in a dialog: what it is and why it waits, and the two things to do about it. */
export function showHeldMail({ dialog, list, count, open }, say) {
  open.addEventListener('click', () => dialog.showModal());

  async function refresh() {
    const { held } = await read('/_desk/held');
    count.textContent = held.length;
    open.hidden = held.length === 0;
    if (held.length === 0) dialog.close();
    list.replaceChildren(...held.map(entry));
  }

  function entry({ id, cause, explanation, from, subject, receivedAt, ref, inbox }) {
    const goes = ref ? `Would be on ${ref}.` : inbox ? `Would be a new ticket of ${inbox}.` : '';
    const buttons = [
      element('button.primary', { type: 'button', onclick: order('recover', {}) }, 'Recover'),
      element('button', { type: 'button', onclick: order('discard', { reason: 'on the page' }) }, 'Discard'),
    ];
    function order(verb, body) {
      return async () => {
        for (const button of buttons) button.disabled = true;
        try {
          say((await post(`/_desk/held/${id}/${verb}`, { by: 'the page', ...body })).says);
        } catch (error) {
          say(error.message);
        }
        await refresh();
      };
    }
    return element(
      'li.held-entry',
      {},
      element(
        'div',
        {},
        element('strong', {}, subject || '(no subject)'),
        element('p.quiet', {}, `${from || 'nobody'} · ${momentWords(receivedAt)}`),
        element('p', {}, element('span.status.late', {}, nameWords(cause)), ` ${explanation} ${goes}`),
      ),
      element('div.buttons', {}, ...buttons),
    );
  }

  return { refresh };
}
