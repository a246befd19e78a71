import { element } from './dom.js';
import { processDrawing } from './process-drawing.js';
import { minutesWords, momentWords, nameWords } from './words.js';

/** Everything about one ticket: where its process stands, how its clocks run, what has happened. */
export function ticketView(details, desk) {
  const { ticket } = details;
  const template = desk.processes[ticket.process.id];
  return [
    heading(details),
    openSteps(details),
    clocks(details),
    template && element('div.drawing', {}, processDrawing(template, progressOf(details, template))),
    upcoming(details),
    section('history', `History (${details.events.length})`, history(details)),
    section('messages', `Messages (${details.messages.length})`, messages(details)),
    section('outbox', `Sent mails (${mailsOf(details).length})`, outbox(details)),
    section('runs', `Runs (${details.runs.length})`, runs(details)),
  ].filter(Boolean);
}

function heading({ ticket, participants }) {
  const requester = participants.find(({ id }) => id === ticket.requester);
  return element(
    'header.ticket-head',
    {},
    element(`span.status.${ticket.status}`, {}, nameWords(ticket.status)),
    element('h2', {}, ticket.subject || '(no subject)'),
    element(
      'p.quiet',
      {},
      [
        ticket.ref,
        requester?.name || requester?.address,
        ticket.priority,
        ticket.channel,
        ticket.confidential && 'confidential',
      ]
        .filter(Boolean)
        .join(' · '),
      ticket.closed ? ` · closed as ${ticket.closed.code}` : '',
    ),
  );
}

function openSteps({ steps, participants }) {
  const open = steps.filter((step) => step.state.kind === 'open');
  if (open.length === 0) return null;
  return element(
    'ul.open-steps',
    {},
    ...open.map((step) =>
      element(
        'li',
        {},
        element('strong', {}, step.definition.title ?? nameWords(step.id)),
        ' is with ',
        personWords(participants, step.owner),
        step.due ? element('span.quiet', {}, `, due ${momentWords(step.due)}`) : null,
      ),
    ),
  );
}

function clocks(details) {
  if (details.clocks.length === 0) return null;
  return element('div.clocks', {}, ...details.clocks.map(clockBar));
}

function clockBar(clock) {
  const share = Math.min(1, clock.elapsedMinutes / clock.targetMinutes);
  const late = clock.leftMinutes < 0 || clock.breachedAt !== null;
  return element(
    `div.clock.${clock.state}${late ? '.late' : ''}`,
    {},
    element(
      'div.clock-words',
      {},
      element('strong', {}, nameWords(clock.metric)),
      element('span', {}, leftWords(clock)),
    ),
    element(
      'progress',
      { max: 100, value: Math.round(share * 100), 'aria-label': nameWords(clock.metric) },
      `${Math.round(share * 100)} %`,
    ),
  );
}

function leftWords(clock) {
  const left = `${minutesWords(clock.leftMinutes)} ${clock.leftMinutes < 0 ? 'over' : 'left'}`;
  if (clock.state === 'stopped') return clock.leftMinutes < 0 || clock.breachedAt ? 'missed' : 'kept';
  if (clock.state === 'cancelled') return clock.breachedAt ? 'missed' : 'no longer needed';
  if (clock.state === 'paused') return `${left}, paused`;
  return clock.due ? `${left}, until ${momentWords(clock.due)}` : left;
}

function progressOf({ steps, ticket, runs }, template) {
  const states = new Map(steps.map((step) => [step.id, step.state.kind]));
  for (const step of steps) if (step.state.kind === 'open') states.set(step.id, 'open');
  const running = runs.filter(({ machine, status }) => machine === ticket.process.id && status === 'RUNNING');
  for (const state of running.flatMap((run) => run.states))
    if (state in template.steps && !states.has(state)) states.set(state, 'open');
  const visits = [...steps].sort((one, other) => (one.openedAt < other.openedAt ? -1 : 1));
  const taken = new Set(
    visits
      .filter((step) => step.state.kind === 'done')
      .map((step) => `${step.id}→${template.steps[step.id]?.on?.[step.state.outcome]}`),
  );
  followThrough(template, { states, taken, closed: Boolean(ticket.closed) });
  return { states, taken };
}

/** Steps that wait for nobody leave no visit behind: a parallel one is as its branches are, a close as the ticket is. */
function followThrough(template, { states, taken, closed }) {
  for (const [id, step] of Object.entries(template.steps)) {
    if (!step.branches?.some((branch) => states.has(branch))) continue;
    const over = step.branches.every((branch) => states.get(branch) === 'done');
    states.set(id, over ? 'done' : 'open');
    if (over) taken.add(`${id}→${step.on.done}`);
  }
  for (const arc of taken) {
    const target = arc.split('→')[1];
    if (template.steps[target]?.kind === 'close' && closed) states.set(target, 'done');
  }
}

function upcoming({ deadlines }) {
  if (deadlines.length === 0) return null;
  return element(
    'div.upcoming',
    {},
    element('h3', {}, 'Time brings next'),
    element(
      'ol',
      {},
      ...deadlines
        .slice(0, 4)
        .map((point) =>
          element('li', {}, element('time', {}, momentWords(point.at)), ` ${pointWords(point)}`),
        ),
    ),
  );
}

/** `step:investigate#1:0` → `Investigate: reminder to owner`. */
function pointWords({ rung, kind, to, do: action }) {
  const [, name] = /:([a-z_]+)#/.exec(rung) ?? [];
  const what = { remind: 'reminder to', escalate: 'escalation to' }[action];
  const end = { step_expires: 'goes on without an answer', clock_breach: 'target missed' }[kind];
  return `${nameWords(name ?? rung)}: ${what ? `${what} ${to}` : end}`;
}

function history({ events, participants }) {
  return element(
    'ol.events',
    {},
    ...events
      .toReversed()
      .map((event) =>
        element(
          'li',
          {},
          element('time.quiet', {}, momentWords(event.at)),
          ' ',
          element('strong', {}, nameWords(event.type)),
          element('span.quiet', {}, ` by ${actorWords(event.actor, participants)}`),
          factsOf(event.data),
        ),
      ),
  );
}

function factsOf(data) {
  const facts = Object.entries(data).filter(([, value]) => typeof value !== 'object');
  if (facts.length === 0) return null;
  return element('div.facts', {}, facts.map(([name, value]) => `${name} ${value}`).join(' · '));
}

function actorWords(actor, participants) {
  const [kind, id] = actor.split(':');
  return kind === 'participant' ? personWords(participants, Number(id)) : `the ${kind}`;
}

function personWords(participants, id) {
  const person = participants.find((one) => one.id === id);
  return person?.name || person?.address || `participant ${id}`;
}

function messages({ messages: all, participants }) {
  return element(
    'ol.messages',
    {},
    ...all.map((message) =>
      element(
        `li.${message.visibility}`,
        {},
        element(
          'div.quiet',
          {},
          [
            momentWords(message.at),
            message.author === null ? 'unknown' : personWords(participants, message.author),
            message.visibility === 'internal' ? 'internal' : '',
            ...message.flags,
          ]
            .filter(Boolean)
            .join(' · '),
        ),
        element('pre.text', {}, message.text),
        ...message.attachments.map((file) =>
          element('div.quiet', {}, `Attached: ${file.name}${heldWords(file)}`),
        ),
      ),
    ),
  );
}

/** Why a file is not passed on, if it is not. */
function heldWords({ state = { kind: 'unscanned' }, repeated }) {
  if (repeated) return ' (keeps coming, not passed on)';
  const { kind, why, ending } = state;
  if (kind === 'clean' || kind === 'unscanned') return '';
  const reason = [kind, why, ending && `.${ending}`].filter(Boolean).join(' ').replaceAll('_', ' ');
  return ` (kept back: ${reason})`;
}

function mailsOf({ outbox: items }) {
  return items.flatMap((item) =>
    item.effects
      .map((effect, index) => ({
        effect,
        at: item.at,
        delivery: item.deliveries.find(({ id }) => id === `${item.seq}.${index}`),
      }))
      .filter(({ effect }) => effect.kind === 'send_mail'),
  );
}

function outbox(details) {
  return element(
    'ol.events',
    {},
    ...mailsOf(details)
      .toReversed()
      .map(({ effect, at, delivery }) =>
        element(
          'li',
          {},
          element('time.quiet', {}, momentWords(at)),
          ' ',
          element('strong', {}, nameWords(effect.mail.template)),
          ` to ${personWords(details.participants, effect.mail.to)}`,
          element('span.quiet', {}, ` · ${delivery?.state.kind ?? 'waiting'}`),
        ),
      ),
  );
}

function runs({ runs: all }) {
  return element(
    'ol.events',
    {},
    ...all.map((run) =>
      element(
        'li',
        {},
        element('strong', {}, run.name),
        element('span.quiet', {}, ` · ${run.machine} · ${run.status.toLowerCase()}`),
        (run.states ?? []).length > 0 && element('div.facts', {}, run.states.join(', ')),
      ),
    ),
  );
}

function section(id, title, content) {
  return element('details.part', { id }, element('summary', {}, title), content);
}
