import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { processVersion } from '../../functions/core/process-version.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import { mailText, openTestDesk, shippedDesk } from './desk-for-tests.ts';

/** A ticket that is under way while its process is changed: the desk is closed, desk/ is edited, the desk is opened. */

const shipped = shippedDesk();
const CUSTOMER = 'customer@shop.example';

const staffed = { due: '4h', ladder: [{ at: '100%', to: 'role:manager', do: 'escalate' }] };
const task = { kind: 'task', owner: 'agent:lead', ...staffed };
const form = { kind: 'form', ...staffed, form: { answer: { type: 'text', required: true } } };
const before = {
  work: { ...task, on: { done: 'both', spam: 'closed' } },
  both: { kind: 'parallel', branches: ['cause', 'article'], on: { done: 'closed' } },
  cause: { ...form, owner: 'agent:lead', on: { done: 'join' } },
  article: { ...form, owner: 'agent:knowledge', on: { done: 'join' } },
  closed: { kind: 'close', code: 'done' },
};

function deskWith(steps: object): Desk {
  const repair = {
    id: 'repair',
    title: { internal: 'Repair', customer: 'Repair' },
    onReopen: 'work',
    sla: 'standard',
    steps,
  };
  const inboxes = shipped.inboxes.map((inbox) => ({ ...inbox, process: 'repair' }));
  return deskSchema.parse({ ...shipped, inboxes, processes: { ...shipped.processes, repair } });
}

let folder: string;
let local: LocalDesk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-migrate-'));
  local = await openTestDesk({ folder, desk: deskWith(before) });
});
afterEach(async () => {
  await local.close();
  await rm(folder, { recursive: true });
});

async function reopenWith(steps: object): Promise<void> {
  await local.close();
  local = await openTestDesk({ folder, desk: deskWith(steps) });
  await local.settle();
}

async function ask(): Promise<string> {
  const raw = mailText({
    id: 'first@shop.example',
    from: CUSTOMER,
    subject: 'Broken',
    text: 'It is broken.',
  });
  await local.receiveMail(Buffer.from(raw), { mailFrom: CUSTOMER, recipients: ['support@help.example.com'] });
  await local.settle();
  return local.tickets()[0]?.ref ?? '';
}

async function answer(owner: string, text: string): Promise<void> {
  const mail = (await local.mailbox(owner)).at(-1);
  const raw = mailText({ id: `${Math.random()}@team.example`, from: owner, subject: 'Re', text });
  await local.receiveMail(Buffer.from(raw), {
    mailFrom: owner,
    recipients: [mail?.headers['reply-to'] ?? ''],
  });
  await local.settle();
}

async function stepsOf(ref: string): Promise<string[]> {
  const details = await local.ticketDetails(ref);
  return (details?.steps ?? []).map(({ id, visit, state }) => `${id}#${visit} ${state.kind}`);
}

describe('a ticket is moved to what its process says today', () => {
  test('at the step that is open: its owner keeps it and hears nothing, and what follows is new', async () => {
    const ref = await ask();
    const mails = (await local.mailbox('lead@team.example')).length;
    await reopenWith({ ...before, work: { ...before.work, on: { done: 'closed', spam: 'closed' } } });
    expect(await local.migrate({ ref, to: 'current' })).toMatchObject({ kind: 'migrated', entry: 'work' });
    await local.settle();
    expect(await local.mailbox('lead@team.example')).toHaveLength(mails);
    await answer('lead@team.example', '#done\nMended.');
    expect(await stepsOf(ref)).toEqual(['work#1 done']);
    expect((await local.ticketDetails(ref))?.ticket.closed?.code).toBe('done');
  });

  test('within parallel work: what was done stays done, and nobody is asked twice', async () => {
    const ref = await ask();
    await answer('lead@team.example', '#done\nMended.');
    await answer('knowledge@team.example', 'answer: written');
    expect(await stepsOf(ref)).toEqual(['article#1 done', 'cause#1 open', 'work#1 done']);
    const mails = (await local.mailbox('knowledge@team.example')).length;
    await reopenWith({ ...before, cause: { ...before.cause, title: 'The cause' } });
    expect(await local.migrate({ ref, to: 'current' })).toMatchObject({ kind: 'migrated', entry: 'both' });
    await local.settle();
    expect(await local.mailbox('knowledge@team.example')).toHaveLength(mails);
    expect(await stepsOf(ref)).toEqual(['article#1 done', 'cause#1 open', 'work#1 done']);
    await answer('lead@team.example', 'answer: a worn belt');
    expect((await local.ticketDetails(ref))?.ticket.closed?.code).toBe('done');
  });

  test('only to the version that was meant, and only once', async () => {
    const ref = await ask();
    const changed = { ...before, work: { ...before.work, title: 'Mend it' } };
    await reopenWith(changed);
    const wrong = await local.migrate({ ref, to: 'another' });
    expect(wrong).toMatchObject({ kind: 'refused', problems: [expect.stringContaining('another')] });
    const template = deskWith(changed).processes['repair'];
    const to = template ? processVersion(template) : '';
    expect(await local.migrate({ ref, to })).toMatchObject({ kind: 'migrated', to });
    expect(await local.migrate({ ref, to })).toMatchObject({ kind: 'refused' });
  });

  test.each([
    [
      'a step that is no more',
      { ...before, work: undefined, mend: before.work },
      'the step work is open and there is none of this name',
    ],
    [
      'another kind of step',
      { ...before, work: { ...form, owner: 'agent:lead', on: before.work.on } },
      'was a task and is a form',
    ],
    [
      'an outcome that is no more',
      { ...before, work: { ...before.work, on: { done: 'both' } } },
      'can no longer end as spam',
    ],
  ])('never over %s, and says what is in the way', async (_, steps, problem) => {
    const ref = await ask();
    await reopenWith(JSON.parse(JSON.stringify(steps)) as object);
    const outcome = await local.migrate({ ref, to: 'current' });
    expect(outcome.kind === 'refused' ? outcome.problems.join('; ') : '').toContain(problem);
    expect(await stepsOf(ref)).toEqual(['work#1 open']);
  });

  test('not between steps of its own ticket alone: a closed one stays as it was', async () => {
    const ref = await ask();
    await answer('lead@team.example', '#spam');
    await reopenWith({ ...before, work: { ...before.work, title: 'Mend it' } });
    expect(await local.migrate({ ref, to: 'current' })).toEqual({
      kind: 'refused',
      problems: ['the ticket is closed'],
    });
  });
});

test('a version follows from what the template says, and nothing else', () => {
  const of = (steps: object) => processVersion(deskWith(steps).processes['repair'] ?? shippedTemplate());
  expect(of(before)).toBe(of({ ...before }));
  expect(of(before)).not.toBe(of({ ...before, work: { ...before.work, due: '5h' } }));
  expect(of(before)).toMatch(/^[0-9a-z]{10}$/);
});

function shippedTemplate() {
  const [first] = Object.values(shipped.processes);
  if (!first) throw new Error('the desk has no process');
  return first;
}
