import { describe, expect, test } from 'vitest';
import { closeTicket } from '../../functions/core/closing.ts';
import { surveyDue } from '../../functions/core/deadlines.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { answerSurvey, askSurvey } from '../../functions/core/survey.ts';
import type { Participant, Ticket } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { smallDesk } from './small-desk.ts';

const [simple] = Object.values(smallDesk.processes);
const NOON = '2026-11-23T12:00:00.000Z';
const TOMORROW = '2026-11-24T12:00:00.000Z';

function deskWith(given: object) {
  return deskSchema.parse({ ...smallDesk, processes: { simple: { ...simple, ...given } } });
}
const asking = deskWith({ survey: { after: '1d' } });

function draftOf(given: {
  ticket?: Partial<Ticket>;
  requester?: Partial<Participant>;
  now?: string;
  desk?: typeof asking;
}) {
  const { ticket, requester, now = NOON, desk = asking } = given;
  return new TicketDraft(
    {
      ticket: aTicket({ ref: 'T-0000-0001', process: { id: 'simple', run: 1 }, clocks: [], ...ticket }),
      participants: [aParticipant({ id: 1, address: 'customer@shop.example', ...requester })],
      steps: [],
    },
    { now, desk },
  );
}

function closed(given: Parameters<typeof draftOf>[0] & { code?: string } = {}): TicketDraft {
  const draft = draftOf(given);
  closeTicket(draft, { code: given.code ?? 'done', by: 'process' });
  return draft;
}

/** Closed at noon and asked a day later. */
function asked(now = TOMORROW): TicketDraft {
  const { ticket } = closed();
  const draft = draftOf({ ticket, now });
  askSurvey(draft);
  return draftOf({ ticket: draft.ticket, now });
}

describe('is planned', () => {
  test('for so long after closing, counted in business time', () => {
    expect(closed().ticket.survey).toEqual({ cycle: 1, dueAt: TOMORROW });
  });

  test.each([
    ['a process that asks nobody', { desk: deskWith({}) }],
    ['spam', { code: 'spam' }],
    ['somebody who was not reached', { code: 'unreachable' }],
    ['a duplicate', { code: 'duplicate' }],
    ['what was withdrawn', { code: 'withdrawn' }],
    ['a confidential request', { ticket: { confidential: true as const } }],
    ['an agent', { requester: { address: 'one@team.example' } }],
    ['a visitor without an address', { requester: { address: '' } }],
    [
      'an address that mail comes back from',
      { requester: { undeliverable: { since: NOON, code: '5.1.1' } } },
    ],
  ])('never after %s', (_what, given) => {
    expect(closed(given).ticket.survey).toBeUndefined();
  });

  test('anew for each closing', () => {
    const again = closed({
      ticket: { ...closed().ticket, process: { id: 'simple', run: 2 } },
      now: TOMORROW,
    });
    expect(again.ticket.survey).toEqual({ cycle: 2, dueAt: '2026-11-25T12:00:00.000Z' });
  });
});

describe('is asked', () => {
  test('when it is due, once', () => {
    const { ticket } = closed();
    expect(surveyDue(ticket)).toBe(TOMORROW);
    const draft = draftOf({ ticket, now: TOMORROW });
    askSurvey(draft);
    askSurvey(draft);
    const mails = draft
      .finish({ reviewing: true })
      .outbox?.effects.filter(({ kind }) => kind === 'send_mail');
    expect(mails).toMatchObject([{ mail: { to: 1, template: 'survey', class: 'notification' } }]);
    expect(surveyDue(draft.ticket)).toBeNull();
  });

  test('not before', () => {
    const draft = draftOf({ ticket: closed().ticket, now: '2026-11-24T11:59:59.999Z' });
    askSurvey(draft);
    expect(draft.isUntouched).toBe(true);
  });

  test('not when the ticket is open again, nor about an earlier closing', () => {
    const { closed: end, ...open } = closed().ticket;
    for (const ticket of [open, { ...open, closed: end, process: { id: 'simple', run: 2 } }]) {
      const draft = draftOf({ ticket, now: TOMORROW });
      askSurvey(draft);
      expect(draft.isUntouched).toBe(true);
    }
  });
});

describe('is answered', () => {
  test('and changed, for two weeks', () => {
    const draft = asked();
    expect(answerSurvey(draft, { score: 4, comment: 'Quick.' })).toBe(true);
    expect(answerSurvey(draft, { score: 5, comment: '' })).toBe(true);
    expect(draft.ticket.survey).toMatchObject({ cycle: 1, score: 5, comment: '' });
    expect(
      answerSurvey(draftOf({ ticket: draft.ticket, now: '2026-12-08T12:00:00.000Z' }), {
        score: 3,
        comment: '',
      }),
    ).toBe(true);
    expect(
      answerSurvey(draftOf({ ticket: draft.ticket, now: '2026-12-08T12:00:00.001Z' }), {
        score: 3,
        comment: '',
      }),
    ).toBe(false);
  });

  test('by nobody who was not asked', () => {
    expect(answerSurvey(draftOf({ ticket: closed().ticket }), { score: 5, comment: '' })).toBe(false);
  });

  test.each([
    [1, 1],
    [2, 1],
    [3, 0],
    [5, 0],
  ])('with %i of 5: the lead hears of it %i times', (score, times) => {
    const draft = asked();
    answerSurvey(draft, { score, comment: 'Slow.' });
    answerSurvey(draft, { score, comment: 'Very slow.' });
    const mails = draft.finish().outbox?.effects.filter(({ kind }) => kind === 'send_mail') ?? [];
    expect(mails).toHaveLength(times);
    if (times > 0)
      expect(mails).toMatchObject([
        {
          mail: {
            template: 'survey-recovery',
            answerAs: 'reply',
            facts: { score: String(score), comment: 'Slow.' },
          },
        },
      ]);
  });
});
