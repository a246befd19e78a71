import {
  DescribeActiveReceiptRuleSetCommand,
  SESClient,
  SetActiveReceiptRuleSetCommand,
} from '@aws-sdk/client-ses';

/**
 * An account has one active receipt rule set a region, and SES looks at no other. Making ours active puts whichever
 * was active out of use, and with it somebody's mail: that is never done silently.
 */
export interface WantedRules {
  mode: 'own' | 'join';
  ruleSet: string;
}

export type Activation = { kind: 'activate' } | { kind: 'leave' } | { kind: 'refuse'; reason: string };

/** @param active name of the active rule set, null when there is none. */
export function activationOf({ mode, ruleSet }: WantedRules, active: string | null): Activation {
  if (active === ruleSet) return { kind: 'leave' };
  if (mode === 'own' && active === null) return { kind: 'activate' };
  const reason =
    mode === 'own'
      ? `The receipt rule set ${active} is active in this region, and making ${ruleSet} active would stop the mail that it receives. ` +
        `Deploy with -c receiptRules=join:${active}, or deactivate it yourself first.`
      : `Our rule is in the receipt rule set ${ruleSet}, but ${active ?? 'none'} is active, so no mail would reach it. ` +
        `Deploy with -c receiptRules=${active === null ? 'own' : `join:${active}`}, or make ${ruleSet} active yourself first.`;
  return { kind: 'refuse', reason };
}

/** SES takes one call of this kind a second from a whole account, whoever makes it. */
export function receiptRulesClient(): SESClient {
  return new SESClient({ maxAttempts: 10, retryMode: 'adaptive' });
}

/** @throws Error with what to do when the active rule set is somebody else's. */
export async function activateRules(client: SESClient, wanted: WantedRules): Promise<void> {
  const activation = activationOf(wanted, await activeRuleSet(client));
  if (activation.kind === 'refuse') throw new Error(activation.reason);
  if (activation.kind === 'activate')
    await client.send(new SetActiveReceiptRuleSetCommand({ RuleSetName: wanted.ruleSet }));
}

/** Only our own: one that we joined, or that somebody made active since, is none of our business. */
export async function deactivateRules(client: SESClient, wanted: WantedRules): Promise<void> {
  if (wanted.mode === 'own' && (await activeRuleSet(client)) === wanted.ruleSet)
    await client.send(new SetActiveReceiptRuleSetCommand({}));
}

async function activeRuleSet(client: SESClient): Promise<string | null> {
  const { Metadata } = await client.send(new DescribeActiveReceiptRuleSetCommand({}));
  return Metadata?.Name ?? null;
}
