import type { Change } from '../../functions/app/ports.ts';
import type { Delivery, OutboxItem } from '../../functions/core/outbox.ts';
import type { Message, Participant, Step, Ticket, TicketEvent } from '../../functions/core/ticket.ts';
import type { SuspendedItem } from '../../functions/core/suspended-item.ts';

/** Sound values of everything that a store keeps; a test names what it is about and takes the rest. */

export const NOW = '2026-11-22T09:30:00.000Z';

export function aTicket(given: Partial<Ticket> & Pick<Ticket, 'ref'>): Ticket {
  return {
    version: 1,
    status: 'open',
    subject: 'The printer is on fire',
    channel: 'mail',
    inbox: 'support@desk.example',
    team: 'frontline',
    priority: 'P3',
    process: { id: 'customer-support', run: 1 },
    requester: 1,
    assignee: null,
    createdAt: NOW,
    updatedAt: NOW,
    participantCount: 1,
    eventCount: 1,
    outboxCount: 1,
    clocks: [
      {
        metric: 'first_reply',
        cycle: 1,
        calendar: 'office',
        targetMinutes: 240,
        elapsedMinutes: 12.25,
        state: { kind: 'running', since: NOW },
      },
    ],
    fired: [],
    nextDeadline: null,
    deadlineRevision: 1,
    lastMessage: null,
    lastCustomerMessage: null,
    ...given,
  };
}

export function aParticipant(given: Partial<Participant> = {}): Participant {
  return { id: 1, role: 'requester', address: 'customer@example.com', name: '', ...given };
}

export function aStep(given: Partial<Step> = {}): Step {
  return {
    id: 'investigate',
    visit: 1,
    run: 1,
    definition: {
      kind: 'task',
      owner: 'team:frontline',
      due: '1h',
      ladder: [],
      form: {},
      mandatory: false,
      waivable: false,
      loops: {},
      on: { done: 'closed' },
    },
    calendar: 'office',
    owner: 2,
    openedAt: NOW,
    token: 'parked-token',
    state: { kind: 'open' },
    ...given,
  };
}

export function aMessage(given: Partial<Message> & Pick<Message, 'id'>): Message {
  return {
    at: NOW,
    channel: 'mail',
    author: 1,
    from: { address: 'customer@example.com', name: '' },
    visibility: 'public',
    class: 'human',
    subject: 'The printer is on fire',
    text: 'Smoke comes out of tray 2. Grüße, 日本',
    attachments: [
      { name: 'smoke.jpg', contentType: 'image/jpeg', size: 2048, inline: false, blobKey: 'att/1f' },
    ],
    messageId: 'abc@example.com',
    rawKey: 'inbound/1',
    bounce: null,
    receipt: { by: 'new', rejected: [] },
    flags: [],
    ...given,
  };
}

export function anEvent(seq: number, type = 'message_added'): TicketEvent {
  return {
    seq,
    at: NOW,
    type,
    actor: 'participant:1',
    data: { message: '01', nested: { deep: [1, null, ''] } },
  };
}

export function anOutboxItem(seq: number, given: Partial<OutboxItem> = {}): OutboxItem {
  return {
    seq,
    at: NOW,
    effects: [{ kind: 'start_process', process: 'customer-support', run: 1, entry: null }],
    state: 'pending',
    ...given,
  };
}

export function aDelivery(id: string, state: Delivery['state']): Delivery {
  return { id, state };
}

export function aHeldItem(given: Partial<SuspendedItem> & Pick<SuspendedItem, 'id'>): SuspendedItem {
  return {
    at: NOW,
    receivedAt: NOW,
    state: { kind: 'held' },
    cause: 'spam',
    explanation: 'The mail service calls it spam.',
    waived: [],
    channel: 'mail',
    door: 'support@desk.example',
    deliveryId: 'held 9',
    from: 'stranger@example.com',
    subject: 'Buy now',
    rawKey: 'inbound/9',
    envelope: { deliveryId: '9', mailFrom: 'stranger@example.com', recipients: ['support@desk.example'] },
    verdicts: { spam: 'FAIL', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
    ref: null,
    inbox: 'support@desk.example',
    receipt: { by: 'new', rejected: [] },
    ...given,
  };
}

export function aClaim(deliveryId: string, ref: string | null): Change {
  return {
    kind: 'claim',
    channel: 'mail',
    door: 'support@desk.example',
    deliveryId,
    ref,
    messageId: ulid(1),
  };
}

/** Sorts by `number`. */
export function ulid(number: number): string {
  return `01KAM${String(number).padStart(21, '0')}`;
}
