import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awaitedApprovers, castVote, withApprover } from '../../functions/core/approval.ts';
import type { OpenApproval } from '../../functions/core/approval.ts';
import { stepDefinition } from '../../functions/core/process-template.ts';
import type { Participant, Vote } from '../../functions/core/ticket.ts';

const NOW = '2026-11-23T09:00:00.000Z';
const person = (id: number): Participant => ({
  id,
  role: 'agent',
  address: `a${id}@team.example`,
  name: `${id}`,
});
const requester: Participant = { ...person(1), role: 'requester' };

function asked(different: object = {}, approvers = [2, 3, 4]): OpenApproval {
  const definition = stepDefinition.parse({
    kind: 'approval',
    owner: 'role:manager',
    due: '1d',
    needed: 2,
    on: { approved: 'a', declined: 'b' },
    ...different,
  });
  if (definition.kind !== 'approval') throw new Error('not an approval');
  const visit = { id: 'decide', visit: 1, run: 1, calendar: 'always', openedAt: NOW, token: 'token' };
  const state = { kind: 'open' } as const;
  return { ...visit, definition, owner: approvers[0] ?? 2, approval: { approvers, votes: [] }, state };
}

function cast(
  step: OpenApproval,
  by: number,
  vote: Vote['vote'],
  reason = vote === 'declined' ? 'Too expensive' : '',
) {
  return castVote(step, { voter: person(by), requester, vote, reason, at: NOW });
}

/** Votes one after the other; what the last one came to. */
function afterVotes(step: OpenApproval, votes: [number, Vote['vote']][]) {
  let open = step;
  let last: ReturnType<typeof cast> | null = null;
  for (const [by, vote] of votes) {
    last = cast(open, by, vote);
    if (last.kind === 'counted') open = last.step;
  }
  return last?.kind === 'counted' ? (last.decided?.outcome ?? null) : (last?.why ?? null);
}

describe('two of three', () => {
  test.each<[string, [number, Vote['vote']][], string | null]>([
    ['one agrees', [[2, 'approved']], null],
    [
      'two agree',
      [
        [2, 'approved'],
        [4, 'approved'],
      ],
      'approved',
    ],
    [
      'one agrees twice',
      [
        [2, 'approved'],
        [2, 'approved'],
      ],
      null,
    ],
    ['one declines', [[3, 'declined']], null],
    [
      'two decline, so that two can no longer agree',
      [
        [3, 'declined'],
        [4, 'declined'],
      ],
      'declined',
    ],
    [
      'one changes his mind',
      [
        [2, 'declined'],
        [3, 'approved'],
        [2, 'approved'],
      ],
      'approved',
    ],
    ['somebody else votes', [[9, 'approved']], 'no_approver'],
  ])('%s', (_what, votes, expected) => {
    expect(afterVotes(asked(), votes)).toBe(expected);
  });

  test('to decline takes a reason', () => {
    expect(cast(asked(), 2, 'declined', '  ')).toEqual({ kind: 'refused', why: 'reason_needed' });
  });

  test('the decision and the reasons travel on, without names, and what was filled in by those who agreed', () => {
    const first = castVote(asked(), {
      voter: person(2),
      requester,
      vote: 'approved',
      reason: 'Useful',
      answers: { budget: 5 },
      at: NOW,
    });
    if (first.kind !== 'counted') throw new Error('not counted');
    expect(cast(first.step, 3, 'approved')).toMatchObject({
      decided: { outcome: 'approved', answers: { decision: 'approved', reasons: ['Useful'], budget: 5 } },
    });
  });
});

test('nobody decides about his own request, unless the process allows it', () => {
  const own = { ...person(2), role: 'requester' } as const;
  const vote = { voter: person(2), requester: own, vote: 'approved', reason: '', at: NOW } as const;
  expect(castVote(asked(), vote)).toEqual({ kind: 'refused', why: 'own_request' });
  expect(castVote(asked({ requesterMayApprove: true }), vote).kind).toBe('counted');
});

describe('in turn', () => {
  test('the next is asked when the one before has voted', () => {
    const step = asked({ order: 'in_turn' });
    expect(awaitedApprovers(step)).toEqual([2]);
    expect(cast(step, 3, 'approved')).toEqual({ kind: 'refused', why: 'not_your_turn' });
    const first = cast(step, 2, 'approved');
    if (first.kind !== 'counted') throw new Error('not counted');
    expect(first).toMatchObject({ decided: null, next: 3 });
    expect(cast(first.step, 2, 'declined')).toMatchObject({ decided: null, next: null });
    expect(cast(first.step, 3, 'approved')).toMatchObject({ decided: { outcome: 'approved' }, next: null });
  });
});

test('a vote that was handed on counts once, and not what was said before', () => {
  const voted = cast(asked(), 2, 'approved');
  if (voted.kind !== 'counted') throw new Error('not counted');
  const handed = withApprover(voted.step, { from: 2, to: 5 });
  expect(handed.approval).toEqual({ approvers: [5, 3, 4], votes: [] });
  expect(cast(handed, 2, 'approved')).toEqual({ kind: 'refused', why: 'no_approver' });
});

test('whatever the order and however often somebody votes, everybody’s last vote decides', () => {
  const votes = fc.array(
    fc.tuple(fc.integer({ min: 2, max: 6 }), fc.constantFrom<Vote['vote']>('approved', 'declined')),
  );
  fc.assert(
    fc.property(votes, fc.integer({ min: 1, max: 5 }), (cast_, needed) => {
      let step = asked({ needed }, [2, 3, 4, 5, 6]);
      const last = new Map<number, Vote['vote']>();
      for (const [by, vote] of cast_) {
        const voting = cast(step, by, vote);
        if (voting.kind === 'refused') throw new Error(voting.why);
        last.set(by, vote);
        const agreed = [...last.values()].filter((one) => one === 'approved').length;
        const canAgree = 5 - (last.size - agreed);
        expect(voting.decided?.outcome ?? null).toBe(
          agreed >= needed ? 'approved' : canAgree < needed ? 'declined' : null,
        );
        if (voting.decided) return;
        step = voting.step;
      }
    }),
  );
});
