import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Desk } from '../../functions/core/desk.ts';
import { noRoster } from '../../functions/core/roster.ts';
import type { Roster } from '../../functions/core/roster.ts';
import { allOf, leadOf, oneOf, standIn } from '../../functions/core/step-owner.ts';
import type { Participant, Ticket } from '../../functions/core/ticket.ts';
import { aParticipant, aStep } from '../contract/ticket-builders.ts';
import { draftAt, MONDAY, sharedDesk } from './shared-desk.ts';

const NIGHT = '2026-11-23T20:00:00.000Z';
const away = (deputy?: string) => ({
  absences: [{ from: '2026-11-23', to: '2026-11-24', ...(deputy ? { deputy } : {}) }],
});
const onTicket = (id: number, agentId: string, more: Partial<Participant> = {}) =>
  aParticipant({ id, role: 'agent', address: `${agentId}@team.example`, agentId, ...more });

interface Situation {
  to: string;
  desk?: Desk;
  now?: string;
  ticket?: Partial<Ticket>;
  participants?: Participant[];
  roster?: Partial<Roster>;
  skills?: { required?: string[]; preferred?: string[]; relaxAfter?: string };
}

function ownerIn(situation: Situation): string | undefined {
  const { to, desk = sharedDesk(), now = MONDAY, ticket = {}, skills } = situation;
  const { participants = [aParticipant()] } = situation;
  const draft = draftAt(desk, { now, ticket, participants });
  const wanted = skills && { required: [], preferred: [], ...skills };
  const owner = oneOf(to, draft, desk, { ...noRoster, ...situation.roster }, wanted);
  return owner.agentId ?? owner.role;
}

const assigned = {
  ticket: { assignee: 2, participantCount: 2 },
  participants: [aParticipant(), onTicket(2, 'three')],
};
const bounced = { undeliverable: { since: MONDAY, code: '5.1.1' } };

test.each<[string, Situation, string]>([
  ['the requester', { to: 'requester' }, 'requester'],
  ['an agent', { to: 'agent:two' }, 'two'],
  ['a role', { to: 'role:manager' }, 'manager'],
  ['the lead of the ticket’s team', { to: 'lead' }, 'lead'],
  ['the lead of another team', { to: 'lead:others' }, 'manager'],
  ['a lead where none is named: the manager', { to: 'lead', ticket: { team: 'others' } }, 'manager'],
  [
    'a lead where there is no manager either: the first member',
    { to: 'lead', desk: sharedDesk({ team: { lead: undefined }, roles: {} }) },
    'one',
  ],
  ['a team, by the ticket’s reference', { to: 'team:front' }, 'three'],
  ['a team, by another reference', { to: 'team:front', ticket: { ref: 'T-0000-0000' } }, 'one'],
  ['the assignee', { ...assigned, to: 'assignee' }, 'three'],
  ['no assignee yet: somebody of the team', { to: 'assignee' }, 'three'],
  [
    'a team whose member is the assignee',
    { ...assigned, to: 'team:front', ticket: { ...assigned.ticket, ref: 'T-0000-0001' } },
    'three',
  ],
  ['a team of which the assignee is none', { ...assigned, to: 'team:others' }, 'manager'],
  ['an owner without a step: the assignee', { ...assigned, to: 'owner' }, 'three'],
  ['nobody outside: the assignee', { ...assigned, to: 'external' }, 'three'],
  ['a team that is no more: the managers', { to: 'team:gone' }, 'manager'],
])('%s', (_, situation, expected) => {
  expect(ownerIn(situation)).toBe(expected);
});

describe('whoever is away', () => {
  test.each<[string, Situation, string]>([
    [
      'is passed over in a team',
      { to: 'team:front', desk: sharedDesk({ agents: { three: away() } }) },
      'one',
    ],
    [
      'has a deputy, whom the team may not even have',
      { to: 'team:front', desk: sharedDesk({ agents: { three: away('tokyo') } }) },
      'tokyo',
    ],
    [
      'is replaced by his deputy',
      { to: 'agent:one', desk: sharedDesk({ agents: { one: away('lead') } }) },
      'lead',
    ],
    [
      'is replaced by his team without one',
      { to: 'agent:one', desk: sharedDesk({ agents: { one: away(), three: away() } }) },
      'two',
    ],
    [
      'is replaced as the assignee',
      { ...assigned, to: 'assignee', desk: sharedDesk({ agents: { three: away('two') } }) },
      'two',
    ],
    [
      'with his whole team: the lead',
      { to: 'team:front', desk: sharedDesk({ agents: { one: away(), two: away(), three: away('two') } }) },
      'lead',
    ],
    [
      'with his whole team and the lead: the manager',
      {
        to: 'team:front',
        desk: sharedDesk({ agents: { one: away(), two: away(), three: away(), lead: away() } }),
      },
      'manager',
    ],
    [
      'with everybody else: gets it all the same',
      {
        to: 'agent:one',
        desk: sharedDesk({
          agents: Object.fromEntries(['one', 'two', 'three', 'lead', 'manager'].map((id) => [id, away()])),
        }),
      },
      'one',
    ],
  ])('%s', (_, situation, expected) => {
    expect(ownerIn(situation)).toBe(expected);
  });

  test('or off shift is chosen only when nobody of the team is on shift', () => {
    const desk = sharedDesk({
      agents: { tokyo: { hours: 'tokyo' } },
      team: { members: ['one', 'two', 'tokyo'] },
    });
    const owners = (now: string) =>
      ['T-0000-0000', 'T-0000-0001', 'T-0000-0002'].map((ref) =>
        ownerIn({ to: 'team:front', desk, now, ticket: { ref } }),
      );
    expect(new Set(owners(MONDAY))).toEqual(new Set(['one', 'two']));
    expect(new Set(owners(NIGHT))).toEqual(new Set(['tokyo']));
    const tokyoAway = sharedDesk({
      agents: { tokyo: { hours: 'tokyo', ...away() } },
      team: { members: ['one', 'tokyo'] },
    });
    expect(ownerIn({ to: 'team:front', desk: tokyoAway, now: NIGHT })).toBe('one');
  });

  test('because his mail comes back gets nothing while there is somebody else', () => {
    const participants = [aParticipant(), onTicket(2, 'three', bounced)];
    expect(ownerIn({ to: 'team:front', participants, ticket: { participantCount: 2 } })).toBe('one');
    expect(ownerIn({ ...assigned, to: 'assignee', participants })).not.toBe('three');
  });
});

describe('a conflict of interest', () => {
  const from = (agentId: string) => [aParticipant({ address: `${agentId}@team.example` })];
  const managed = sharedDesk({
    agents: { one: { manager: 'three' } },
    roles: { manager: ['three', 'manager'] },
  });

  test.each<[string, Situation, string]>([
    ['the requester himself', { to: 'team:front', participants: from('three') }, 'one'],
    ['the requester, where he is named', { to: 'agent:three', participants: from('three') }, 'one'],
    ['whom the ticket is about, by id', { to: 'team:front', ticket: { fields: { about: 'three' } } }, 'one'],
    [
      'whom the ticket is about, by address',
      { to: 'team:front', ticket: { fields: { about: 'Three@team.example' } } },
      'one',
    ],
    [
      'whom the ticket is about, as its assignee',
      { ...assigned, to: 'assignee', ticket: { ...assigned.ticket, fields: { about: 'three' } } },
      'one',
    ],
    ['the requester’s manager', { to: 'team:front', desk: managed, participants: from('one') }, 'two'],
    [
      'the requester’s manager, where he is named',
      { to: 'agent:three', desk: managed, participants: from('one') },
      'three',
    ],
    [
      'a team that is party to it: its lead',
      {
        to: 'team:front',
        desk: sharedDesk({ team: { members: ['one'] } }),
        participants: from('one'),
      },
      'lead',
    ],
    [
      'the only one there is, of a role',
      { to: 'role:manager', desk: sharedDesk({ roles: { manager: ['one'] } }), participants: from('one') },
      'one',
    ],
  ])('%s', (_, situation, expected) => {
    expect(ownerIn(situation)).toBe(expected);
  });

  test('a deputy has one too', () => {
    const desk = sharedDesk({ agents: { one: away('two') }, team: { members: ['one', 'three'] } });
    expect(ownerIn({ to: 'agent:one', desk, participants: from('two') })).toBe('three');
  });
});

describe('a team shares its work', () => {
  test('in turn, over those who are here', () => {
    const owners = (desk: Desk) =>
      [1, 2, 3, 4].map((turn) => ownerIn({ to: 'team:front', desk, roster: { turns: { front: turn } } }));
    const desk = sharedDesk({ team: { assign: 'round_robin' } });
    expect(owners(desk)).toEqual(['one', 'two', 'three', 'one']);
    const twoAway = sharedDesk({ team: { assign: 'round_robin' }, agents: { two: away() } });
    expect(owners(twoAway)).toEqual(['one', 'three', 'one', 'three']);
  });

  test.each([
    [{ one: 4, two: 1, three: 2 }, 'two'],
    [{ one: 4, two: 1 }, 'three'],
    [{ one: 1, two: 1, three: 9 }, 'one'],
  ])('by who has least: %j', (load, expected) => {
    const desk = sharedDesk({ team: { assign: 'least_loaded' } });
    expect(ownerIn({ to: 'team:front', desk, roster: { load } })).toBe(expected);
  });

  test.each([
    ['comes back to whoever helped him last', 'two', {}, 'two'],
    ['finds somebody else when that one is away', 'two', { two: away() }, 'one'],
    ['finds somebody else when that one has left the team', 'lead', {}, 'one'],
    ['is new', null, {}, 'one'],
  ])('a requester %s', (_, lastOwner, agents, expected) => {
    const desk = sharedDesk({ team: { assign: 'round_robin', sticky: true }, agents });
    expect(ownerIn({ to: 'team:front', desk, roster: { turns: { front: 1 }, lastOwner } })).toBe(expected);
  });
});

describe('skills', () => {
  const tokyo = { hours: 'tokyo', skills: ['network'] };
  const desk = sharedDesk({
    agents: { one: { skills: ['billing'] }, two: { skills: ['billing', 'french'] }, tokyo },
    team: { members: ['one', 'two', 'three', 'tokyo'] },
  });
  test.each<[string, Situation['skills'], string, string]>([
    ['none wanted', {}, MONDAY, 'three'],
    ['required', { required: ['billing'] }, MONDAY, 'one'],
    ['preferred', { preferred: ['french'] }, MONDAY, 'two'],
    ['preferred by nobody’s measure', { preferred: ['latin'] }, MONDAY, 'three'],
    ['required and preferred', { required: ['billing'], preferred: ['french'] }, MONDAY, 'two'],
    ['required of somebody off shift', { required: ['network'] }, MONDAY, 'tokyo'],
    ['of somebody who does not come in time', { required: ['network'], relaxAfter: '2h' }, MONDAY, 'three'],
    ['of somebody who comes in time', { required: ['network'], relaxAfter: '6h' }, MONDAY, 'tokyo'],
    ['that nobody has', { required: ['latin'] }, MONDAY, 'three'],
  ])('%s', (_, skills, now, expected) => {
    expect(ownerIn({ to: 'team:front', desk, now, skills, ticket: { ref: 'T-0000-0008' } })).toBe(expected);
  });

  test('an assignee without a required skill gives the step to a colleague who has it', () => {
    const skills = { required: ['billing'] };
    expect(['one', 'two']).toContain(ownerIn({ ...assigned, to: 'team:front', desk, skills }));
    expect(ownerIn({ ...assigned, to: 'team:front', desk, skills: { preferred: ['billing'] } })).toBe(
      'three',
    );
  });
});

describe('on call', () => {
  const onCall = {
    night: { timeZone: 'Europe/Berlin', start: '2026-11-23T08:00', members: ['two', 'one', 'lead'] },
  };
  test.each([
    ['whose turn it is', {}, 'two'],
    ['the next one when he is away, deputy or not', { two: away('manager') }, 'one'],
    ['nobody of the table: a manager', { two: away(), one: away(), lead: away() }, 'manager'],
  ])('%s', (_, agents, expected) => {
    expect(ownerIn({ to: 'oncall:night', desk: sharedDesk({ onCall, agents }), now: NIGHT })).toBe(expected);
  });
});

describe('everybody', () => {
  function everybody(to: string, agents: Record<string, object> = {}, participants = [aParticipant()]) {
    const desk = sharedDesk({ agents });
    return allOf(to, draftAt(desk, { participants }), desk).map(({ agentId, role }) => agentId ?? role);
  }

  test.each([
    ['a team', 'team:front', {}, ['one', 'two', 'three']],
    ['a team, one of them away', 'team:front', { two: away() }, ['one', 'three']],
    ['a team, one of them with a deputy', 'team:front', { two: away('lead') }, ['one', 'lead', 'three']],
    ['a team, all of them away', 'team:front', { one: away(), two: away(), three: away() }, ['lead']],
    ['the requester', 'requester', {}, ['requester']],
    ['an agent who is away', 'agent:one', { one: away('three') }, ['three']],
    ['nobody outside', 'external', {}, []],
  ])('%s', (_, to, agents, expected) => {
    expect(everybody(to, agents)).toEqual(expected);
  });

  test('but not whoever it is about', () => {
    expect(everybody('team:front', {}, [aParticipant({ address: 'two@team.example' })])).toEqual([
      'one',
      'three',
    ]);
  });

  test('the owner and the one outside are those of the step', () => {
    const desk = sharedDesk({ agents: { one: away('two') } });
    const outside = aParticipant({ id: 3, role: 'external', address: 'vendor@vendor.example' });
    const participants = [aParticipant(), onTicket(2, 'one'), outside];
    const step = aStep({ owner: 2, external: 3 });
    const draft = draftAt(desk, { participants, steps: [step] });
    expect(allOf('owner', draft, desk, step).map(({ agentId }) => agentId)).toEqual(['two']);
    expect(allOf('external', draft, desk, step)).toEqual([outside]);
    expect(allOf('external', draft, desk)).toEqual([outside]);
    expect(oneOf('external', draft, desk)).toEqual(outside);
  });
});

test('somebody stands in for an owner who is away or has left, and for nobody else', () => {
  const desk = sharedDesk({ agents: { one: away('lead') } });
  const people = [aParticipant(), onTicket(2, 'one'), onTicket(3, 'gone'), onTicket(4, 'two')];
  const draft = draftAt(desk, { participants: people });
  expect([1, 2, 3, 4].map((id) => standIn(id, draft, desk).agentId)).toEqual([
    undefined,
    'lead',
    'three',
    'two',
  ]);
  expect(leadOf(draft, desk).agentId).toBe('lead');
});

const ids = ['one', 'two', 'three', 'lead', 'manager', 'tokyo'];
const absent = fc.option(fc.constantFrom(...ids), { nil: undefined }).map(away);

test('whoever is away, close or unreachable: one of the desk has it, and nobody on his own behalf but the last', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...ids), absent),
      fc.constantFrom('team:front', 'assignee', 'lead', 'role:manager', 'agent:one', 'team:gone'),
      fc.constantFrom(...ids),
      fc.subarray(ids),
      fc.constantFrom('spread', 'round_robin', 'least_loaded', 'take'),
      (agents, to, requester, unreachable, assign) => {
        const desk = sharedDesk({ agents, team: { assign } });
        const participants = [
          aParticipant({ address: `${requester}@team.example` }),
          ...unreachable.map((id, index) => onTicket(index + 2, id, bounced)),
        ];
        const ticket = { participantCount: participants.length };
        const owner = ownerIn({ to, desk, participants, ticket });
        expect(ids).toContain(owner);
        // The only manager, where nobody but the managers is meant.
        const alone = /^(role:manager|team:gone)$/.test(to) ? 'manager' : null;
        if (owner === requester) expect(owner).toBe(alone);
      },
    ),
  );
});
