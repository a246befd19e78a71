import { describe, expect, test } from 'vitest';
import { answersOf, processFacts } from '../../functions/core/process-facts.ts';
import type { Step } from '../../functions/core/ticket.ts';
import { aParticipant, aStep, aTicket } from '../contract/ticket-builders.ts';
import { smallDesk } from './small-desk.ts';

const MONDAY = '2026-11-23T09:00:00.000Z';

function ended(id: string, at: string, answers: Record<string, unknown>): Step {
  return aStep({ id, state: { kind: 'done', at, outcome: 'done', answers, by: 'participant:2' } });
}

describe('what a run knows of its ticket', () => {
  test('holds neither words nor addresses', () => {
    const ticket = aTicket({ ref: 'T-7K3M-9QXA', subject: 'My salary', tags: ['pay'], impact: 'high' });
    const participants = [aParticipant({ address: 'somebody@shop.example', name: 'Some Body' })];
    const facts = processFacts({ ticket, participants, steps: [] }, smallDesk, MONDAY);
    expect(facts.ticket).toMatchObject({
      priority: ticket.priority,
      tags: ['pay'],
      impact: 'high',
      reopened: 0,
    });
    expect(facts.requester).toEqual({ domain: 'shop.example', isAgent: false });
    expect(JSON.stringify(facts)).not.toMatch(/salary|Some Body|somebody@/);
  });

  test.each([
    ['2026-11-23T09:00:00.000Z', '2026-11-23', 'mon'],
    ['2026-11-22T23:30:00.000Z', '2026-11-23', 'mon'],
    ['2027-03-28T22:30:00.000Z', '2027-03-29', 'mon'],
  ])('at %s it is %s where the desk works', (now, today, weekday) => {
    const desk = { ...smallDesk, calendars: { berlin: { timeZone: 'Europe/Berlin', hours, holidays: [] } } };
    const ticket = aTicket({ ref: 'T-7K3M-9QXA', sla: { calendar: 'berlin', clocks: {} } });
    const facts = processFacts({ ticket, participants: [], steps: [] }, desk, now);
    expect(facts.calendar).toMatchObject({ today, weekday });
  });
});

const hours = { mon: ['09:00-17:00'], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

describe('answers', () => {
  test('the latest to a field is in force, whichever step asked for it', () => {
    const steps = [
      ended('second', '2026-11-23T11:00:00.000Z', { cause: 'a cable' }),
      ended('first', '2026-11-23T10:00:00.000Z', { cause: 'unknown', size: 4 }),
      aStep({ id: 'third' }),
    ];
    expect(answersOf(steps)).toEqual({ cause: 'a cable', size: 4 });
  });

  test('a long text travels by its beginning only', () => {
    const long = answersOf([ended('first', MONDAY, { text: 'x'.repeat(100_000) })]);
    expect(String(long['text']).length).toBeLessThan(1_100);
  });
});
