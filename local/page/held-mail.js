import { element } from './dom.js';
import { post, read } from './desk-api.js';
import { ask } from './held-question.js';
import { momentWords, nameWords, sizeWords } from './words.js';

const BY = 'the page';
const REASON = { name: 'reason', label: 'Why', required: true };

/**
 * Mail that was held back, in a dialog: what it is and why it waits, and what to do about it; below, who is allowed and
 * blocked. Nothing is decided with one click.
 */
export function showHeldMail({ dialog, question, list, senders, count, open }, say) {
  /** What is shown of a mail, by its id, so that it stays open when the list is drawn anew. */
  const opened = new Map();
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

  /** A button that asks once and then gives an order. */
  function button(words, asked, order) {
    return element(
      'button',
      {
        type: 'button',
        async onclick({ currentTarget }) {
          const answers = await ask(question, { verb: words.replace('…', ''), ...asked });
          if (!answers) return;
          const { path, body } = order(answers);
          const buttons = currentTarget.closest('li').querySelectorAll('button');
          for (const one of buttons) one.disabled = true;
          try {
            say((await post(path, { by: BY, ...body })).says);
          } catch (error) {
            say(error.message);
          }
          await refresh();
        },
      },
      words,
    );
  }

  function entry(item) {
    const { id, cause, explanation, from, subject, receivedAt, confidential } = item;
    return element(
      'li.held-entry',
      {},
      element(
        'div',
        {},
        element('strong', {}, subject || '(no subject)'),
        confidential && element('span.status', {}, 'Confidential'),
        element('p.quiet', {}, `${from || 'nobody'} · ${momentWords(receivedAt)}`),
        element('p', {}, element('span.status.late', {}, nameWords(cause)), ` ${explanation}`),
        element('p.quiet', {}, goesWords(item)),
        element('p.quiet', {}, 'Id ', element('code', {}, id)),
        details(id),
      ),
      decisions(item),
    );
  }

  /** Its first lines and files, read when somebody wants to see them. */
  function details(id) {
    const shown = element('div.held-words', {}, opened.get(id));
    return element(
      'details',
      {
        open: opened.has(id),
        async ontoggle({ currentTarget }) {
          if (!currentTarget.open) return opened.delete(id);
          if (opened.has(id)) return;
          try {
            opened.set(id, shownWords(await read(`/_desk/held/${id}`)));
            shown.replaceChildren(opened.get(id));
          } catch (error) {
            say(error.message);
          }
        },
      },
      element('summary', {}, 'Show what it says'),
      shown,
    );
  }

  function decisions(item) {
    const { id, from, explanation, confidential, ref } = item;
    const about = `"${item.subject || '(no subject)'}" from ${from || 'nobody'}`;
    const recover = (as) => ({ path: `/_desk/held/${id}/recover`, body: { as } });
    const decide =
      (kind) =>
      ({ reason }) => ({ path: '/_desk/senders', body: { kind, sender: from, why: reason } });
    const anyway = { name: 'anyway', type: 'checkbox', value: 'yes' };
    const besideIt = `Although: ${explanation}`;
    return element(
      'div.buttons',
      {},
      button('Recover', { question: 'Recover it?', about, does: `${besideIt} ${goesWords(item)}` }, () =>
        recover('intended'),
      ),
      button(
        'As a new ticket',
        { question: 'Recover it as a new ticket?', about, does: besideIt, verb: 'Recover' },
        () => recover('new'),
      ),
      button(
        'Onto a ticket…',
        {
          ...{ question: 'Recover it onto which ticket?', about, does: besideIt, verb: 'Recover' },
          fields: [
            { name: 'into', label: 'Ticket', value: ref ?? '', required: true },
            ...(confidential ? [{ ...anyway, label: 'Also onto one that is not confidential' }] : []),
          ],
        },
        (answers) => ({
          path: `/_desk/held/${id}/recover`,
          body: { as: { into: answers.into }, anyway: answers.anyway === 'yes' },
        }),
      ),
      button(
        'Discard',
        {
          question: 'Discard it?',
          about,
          does: 'It leaves the list; its sender hears nothing.',
          fields: [REASON],
        },
        ({ reason }) => ({ path: `/_desk/held/${id}/discard`, body: { reason } }),
      ),
      from &&
        button(
          'Allow sender',
          {
            ...{ question: `Allow ${from} for good?`, about, fields: [REASON] },
            does: 'From now on nothing from there is held as spam, list mail or a machine’s.',
          },
          decide('allow'),
        ),
      from &&
        button(
          'Block sender',
          {
            ...{ question: `Block ${from} for good?`, about, fields: [REASON] },
            does: 'From now on everything from there is held, answers too.',
          },
          decide('block'),
        ),
    );
  }

  function sender({ rule, holds }) {
    const until = rule.until ? `until ${momentWords(rule.until)}` : 'for good';
    const verb = rule.kind === 'allow' ? 'Allowed' : 'Blocked';
    const held = holds > 0 ? ` ${holds} held.` : '';
    const says = `${verb} ${until}: ${rule.sender}, by ${rule.by}: ${rule.why}.${held}`;
    const does = 'His next mail is judged like anybody’s.';
    return element(
      'li.held-entry',
      {},
      element('div', {}, says),
      button('Lift', { question: `Lift it for ${rule.sender}?`, about: says, does }, () => ({
        path: '/_desk/senders/lift',
        body: { sender: rule.sender },
      })),
    );
  }

  return { refresh };
}

function goesWords({ ref, inbox }) {
  if (ref) return `Let in, it goes onto ${ref}.`;
  return `Let in, it opens a ticket of ${inbox ?? 'the first inbox'}.`;
}

function shownWords({ firstLines, attachments, size }) {
  const files = attachments.map((file) => `${file.name} (${sizeWords(file.size)})`).join(', ');
  return element(
    'div',
    {},
    element('pre', {}, firstLines.length > 0 ? firstLines.join('\n') : '(no text)'),
    files && element('p', {}, `Files: ${files}`),
    element(
      'p.quiet',
      {},
      size === null ? 'The original is not kept any more.' : `${sizeWords(size)} in all`,
    ),
  );
}
