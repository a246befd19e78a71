import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';

const MOST_ATTEMPTS = 8;
const FIRST_PAUSE = 20;

/**
 * Tries again while others hold the same rows: a transaction that meets another one is cancelled by DynamoDB, not
 * queued. The pauses grow and are random, so that writers who met once do not meet again.
 */
export async function patiently<Answer>(request: () => Promise<Answer>, attempt = 1): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (attempt >= MOST_ATTEMPTS || !mayPass(error)) throw error;
  }
  await setTimeout(randomInt(FIRST_PAUSE * 2 ** attempt));
  return patiently(request, attempt + 1);
}

/** A refused condition among the reasons is an answer: to ask again would only repeat it. */
function mayPass(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  return !codes.includes('ConditionalCheckFailed') && codes.some((code) => TRANSIENT.has(code));
}

const TRANSIENT = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
