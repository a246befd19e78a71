import { describe, expect, test } from 'vitest';
import type { OutgoingMail } from '../../functions/app/ports.ts';
import { lambdaWorld } from './lambda-world.ts';
import type { LambdaWorld } from './lambda-world.ts';
import type { Fate } from './mortal-ports.ts';
import { deskOfAllKinds, orderIn, tellOrder } from './order-of-all-kinds.ts';

type Stream = 'tries_again' | 'gives_up';

async function told(fate: Fate | null, stream: Stream = 'tries_again'): Promise<LambdaWorld> {
  const lambdas = lambdaWorld({ desk: deskOfAllKinds, fate, stream });
  await tellOrder(lambdas);
  return lambdas;
}

/** What came of it all but for the mails: of each ticket, each run and each call. */
async function effectsOf(lambdas: LambdaWorld): Promise<unknown> {
  const ref = await orderIn(lambdas);
  const { links = [] } = (await lambdas.world.stateOf(ref)).ticket;
  const tickets = [ref, ...links.map((link) => link.ref)];
  const outcomes = await Promise.all(tickets.map((one) => ticketEffects(lambdas, one)));
  return { tickets: outcomes, calls: new Set(lambdas.called).size };
}

async function ticketEffects({ world, runner }: LambdaWorld, ref: string): Promise<unknown> {
  const { ticket, steps, participants } = await world.stateOf(ref);
  const { status, process, closed, tags, fired, links = [] } = ticket;
  const outbox = (await world.store.outbox(ref, { limit: 500 })).items;
  return {
    ticket: { status, process, closed: closed?.code, tags, links: links.map(({ kind }) => kind) },
    fired: fired.filter((rung) => !rung.startsWith('performed:')).toSorted(),
    performed: fired.filter((rung) => rung.startsWith('performed:')).length,
    steps: steps.map(({ id, visit, state }) => `${id}#${visit} ${state.kind === 'done' ? state.outcome : state.kind}`).toSorted(),
    people: participants.map(({ role, address }) => `${role} ${address}`).toSorted(),
    messages: (await world.messages(ref)).map(({ text, visibility }) => [text, visibility]),
    events: (await world.eventTypes(ref)).toSorted(),
    left: outbox.filter(({ state }) => state === 'pending').length,
    runs: runner
      .executions(`${ref}-r`)
      .map(({ name, status: run, states }) => [name.slice(ref.length), run, states]),
    deadlines: runner.executions(`${ref}-d`).filter(({ status: run }) => run === 'RUNNING').length,
  };
}

const textOf = ({ to, subject, text }: OutgoingMail) =>
  `${to.address}\n${subject}\n${text}`
    .replaceAll(/T-[0-9A-Z]{4}-[0-9A-Z]{4}/g, 'T-…')
    .replaceAll(/(?<=\/t\/)[0-9a-z]+/g, '…')
    .replaceAll(/\d\d:\d\d/g, '…');

describe('x', () => {
  test('y', async () => {
    const undisturbed = await told(null);
    const expected = await effectsOf(undisturbed);
    const mails = undisturbed.sent.map(textOf).toSorted();
    const t = performance.now();
    let n = 0;
    const faults = new Map<string, number>();
    const show: string[] = [];
    for (const stream of ['tries_again', 'gives_up'] as const)
      for (const [call, { by, name }] of undisturbed.calls.entries())
        for (const when of ['before', 'after'] as const) {
          if (stream === 'gives_up' && by !== 'relay') continue;
          n += 1;
          const key = `${stream} ${when} ${by} ${name}`;
          try {
            const run = await told({ call, when }, stream);
            const a = JSON.stringify(expected, null, 1), b = JSON.stringify(await effectsOf(run), null, 1); if (a !== b) { const al = a.split('\n'), bl = b.split('\n'); throw new Error('-' + al.filter((l) => !bl.includes(l)).join('\n-') + '\n+' + bl.filter((l) => !al.includes(l)).join('\n+') + al.length + ' ' + bl.length); }
            const now = run.sent.map(textOf).toSorted();
            if (JSON.stringify(now) !== JSON.stringify(mails)) { faults.set(`${key} MAILS ${now.length}`, (faults.get(`${key} MAILS ${now.length}`) ?? 0) + 1);
             if (!by.startsWith('send')) { show.push(`${key} ${call} ` + now.filter((m) => !mails.includes(m)).join('//') + '---' + mails.filter((m) => !now.includes(m)).join('//')); } }
          } catch (e) {
            faults.set(key, (faults.get(key) ?? 0) + 1);
            if (show.length < 40) show.push(`${key} ${call}` + (e instanceof Error ? e.message + (e as { diff?: string }).diff : ''));
          }
        }
    console.log(n, (performance.now() - t) / n, faults);
    for (const s of show) console.log(s.slice(0, 1800));
  }, 600000);
});
