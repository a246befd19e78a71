import { element } from './dom.js';

/**
 * Asks once before something is decided about held mail, in a dialog above the list.
 * @param {HTMLDialogElement} dialog
 * @param {{question: string, about: string, does: string, verb: string, fields?: object[]}} asked `fields`: each
 * `{name, label, value, type, required}` of an input.
 * @returns {Promise<Record<string, string> | null>} what was filled in by name; null when it was called off.
 */
export function ask(dialog, { question, about, does, verb, fields = [] }) {
  const form = element(
    'form.held-question',
    { method: 'dialog' },
    element('h2', { id: 'held-question' }, question),
    element('p.quiet', {}, about),
    element('p', {}, does),
    ...fields.map(field),
    element(
      'div.buttons',
      {},
      element('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      element('button', { value: 'yes' }, verb),
    ),
  );
  dialog.replaceChildren(form);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    const answered = () =>
      resolve(dialog.returnValue === 'yes' ? Object.fromEntries(new FormData(form)) : null);
    dialog.addEventListener('close', answered, { once: true });
  });
}

function field({ name, label, value = '', type = 'text', required = false }) {
  const input = element('input', { name, type, value, required, maxlength: 500, autocomplete: 'off' });
  return type === 'checkbox'
    ? element('label.held-choice', {}, input, ` ${label}`)
    : element('label', {}, label, input);
}
