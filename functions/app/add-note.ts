import { tellColleagues } from '../core/agent-message.ts';
import { ulidAfter } from '../core/ids.ts';
import type { TicketRef } from '../core/ids.ts';
import type { ParticipantId } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { typedMessage } from '../intake/typed-message.ts';
import { recordOf, withLongTextsStored } from './message-record.ts';
import type { TakeInDeps } from './taking-in.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/** `form` names the form as it was shown, so that pressing twice notes once. */
export interface PageNote {
  ref: TicketRef;
  participant: ParticipantId;
  form: string;
  text: string;
}

export type NoteOutcome =
  | { kind: 'noted' }
  | { kind: 'nothing_written' }
  | { kind: 'refused'; reason: 'no_such_ticket' | 'not_of_the_desk' };

/** A comment of somebody of the desk: stays there, and the others at work on the ticket read it. */
export async function addNote(deps: TakeInDeps, note: PageNote): Promise<NoteOutcome> {
  const text = note.text.trim();
  if (!text) return { kind: 'nothing_written' };
  const { ref } = note;
  const { result } = await decideAndCommit<NoteOutcome>(deps.store, async () => {
    const state = await deps.store.ticket(ref);
    if (!state) return { changes: [], result: { kind: 'refused', reason: 'no_such_ticket' } };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    const author = draft.participants.find(({ id }) => id === note.participant);
    if (!author?.agentId) return { changes: [], result: { kind: 'refused', reason: 'not_of_the_desk' } };
    const { address, name } = author;
    const deliveryId = `${ref}.${author.id}.${note.form}`;
    const typed = {
      door: 'page',
      deliveryId,
      receivedAt: draft.now,
      from: { address, name },
      text,
      ticket: ref,
    };
    const message = typedMessage({ ...typed, inbox: draft.ticket.inbox });
    const record = recordOf(message, deps.randomBytes);
    const id = ulidAfter(draft.ticket.lastMessage, record.id);
    draft.addMessage({ ...record, id, author: author.id, visibility: 'internal' });
    draft.addEvent('note_added', `participant:${author.id}`, { message: id });
    tellColleagues(draft, { author, message: id });
    const { channel, door } = message;
    const changes = await withLongTextsStored(deps.blobs, [
      { kind: 'claim', channel, door, deliveryId, ref, messageId: id },
      ...changesOf(draft.finish(), 'update_ticket'),
    ]);
    return { changes, result: { kind: 'noted' } };
  });
  deps.log('note_taken_in', { ref, participant: note.participant, result: result.kind });
  return result;
}
