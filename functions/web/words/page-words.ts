import type { CustomerPromise, CustomerStage } from '../../app/customer-page.ts';
import type { CustomerStep } from '../../core/customer-steps.ts';
import type { FileState } from '../../core/file-state.ts';

/** Everything that the customer's pages say of themselves, in one language. */
export interface PageWords {
  /** As in `<html lang>`. */
  language: string;
  /** By which dates are written: BCP 47. */
  locale: string;
  /** After something was done on the page, by the word in its address. */
  notices: Record<NoticeName, string>;
  standings: Record<CustomerStage, { stands: string; turn: string }>;
  promises: Record<CustomerPromise['what'], { open: string; late: string }>;
  whereItStands: string;
  way: string;
  stepStates: Record<CustomerStep['state'], string>;
  verify: { question: string; yes: string; missing: string; no: string };
  messages: string;
  earlier: (count: number) => string;
  /** Leads to all of a message of which only the beginning is shown. */
  wholeText: string;
  /** Behind the name of a file that cannot be fetched, by why not. */
  filesKeptBack: Record<KeptBack, string>;
  /** A page in place of such a file. */
  fileKeptBack: string;
  you: string;
  somebodyElse: string;
  reply: { answer: string; write: string; label: string; send: string };
  forTheDesk: string;
  survey: {
    question: string;
    /** From the worst to the best. */
    scores: [string, string, string, string, string];
    comment: string;
    save: string;
    until: string;
    over: string;
    back: string;
  };
  unknown: { title: string; nothing: string; why: string };
}

export type KeptBack = Exclude<FileState['kind'], 'clean' | 'unscanned'> | 'gone';

export type NoticeName =
  'said' | 'confirmed' | 'rejected' | 'rated' | 'nothing_written' | 'moved_on' | 'too_many';
