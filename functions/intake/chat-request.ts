import * as z from 'zod';
import { oneLine } from './one-line.ts';

/** What a chat widget may send, in JSON. */

const MAX_TEXT = 8_000;

const address = z
  .string()
  .trim()
  .max(320)
  .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'write an address as name@domain');

const visitor = {
  name: z.string().max(200).transform(oneLine).optional(),
  /** An empty form field is no address. */
  address: z.literal('').or(address).optional(),
};

export const chatMessageRequest = z.object({
  text: z.string().trim().min(1, 'write something').max(MAX_TEXT, `write at most ${MAX_TEXT} characters`),
  /** Made by the widget for each message and kept for every new attempt to send it: `crypto.randomUUID()`. */
  clientId: z.string().regex(/^[\w-]{1,64}$/, 'name the message with 1 to 64 letters, digits, - or _'),
  ...visitor,
});
export type ChatMessageRequest = z.infer<typeof chatMessageRequest>;

export const chatContactRequest = z.object({ name: visitor.name, address });
export type ChatContactRequest = z.infer<typeof chatContactRequest>;
