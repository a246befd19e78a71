import { readFileSync } from 'node:fs';
import * as z from 'zod';

const texts = z.array(z.string());

/** What is said to be right for one mail: `<id>.expected.json` beside `<id>.eml`. Absent keys assert nothing. */
const schema = z.object({
  subject: z.string().optional(),
  from: z.object({ address: z.string().optional(), name: z.string().optional() }).optional(),
  to: texts.optional(),
  cc: texts.optional(),
  message_id: z.string().optional(),
  in_reply_to: z.string().optional(),
  references: texts.optional(),
  text_body_contains: texts.optional(),
  text_body_exact: z.string().optional(),
  attachments: z
    .array(
      z.object({
        name: z.string().optional(),
        contentType: z.string().optional(),
        size: z.number().optional(),
      }),
    )
    .optional(),
  attachments_count: z.number().optional(),
  attachments_min: z.number().optional(),
  /** Names of what lies inside a `winmail.dat`. */
  tnef_contents: texts.optional(),
  /** Compared with white space folded; without any where `reply_format` is other than `plain`. */
  reply_text: z.string().optional(),
  reply_format: z.string().default('plain'),
  /** `quote`: quotes are cut and the signature stays. */
  reply_scope: z.string().optional(),
  reply_contains: texts.optional(),
  reply_excludes: texts.optional(),
  is_bounce: z.boolean().optional(),
  is_feedback_report: z.boolean().optional(),
  /** News of a delivery that did not fail. */
  is_delivery_report: z.boolean().optional(),
  bounce_count: z.number().optional(),
  bounce_status: z.string().optional(),
  bounce_hard: z.boolean().nullish(),
  bounce_recipient: z.string().optional(),
  is_auto_reply: z.boolean().optional(),
  is_out_of_office: z.boolean().optional(),
  must_finish_ms: z.number().optional(),
  /** Only right for a product that is set up in this way: no part of a score. */
  needs: z.unknown().optional(),
});

export type Expectation = z.infer<typeof schema>;

/** Throws with the name of the file when it holds something else. */
export function readExpectation(path: string): Expectation {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} is no expectation`, { cause });
  }
}
