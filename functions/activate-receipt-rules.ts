import { SESClient } from '@aws-sdk/client-ses';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod';
import { answerCloudFormation } from './aws/cloudformation-answer.ts';
import { activateRules, deactivateRules } from './aws/receipt-rules.ts';

const properties = z.object({ mode: z.enum(['own', 'join']), ruleSet: z.string() });

// SES takes one call a second of this kind from a whole account.
const client = new SESClient({ maxAttempts: 10, retryMode: 'adaptive' });

/** CloudFormation makes, changes or removes the stack's receipt rules and waits for the answer. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  await answerCloudFormation(event, async () => {
    const wanted = properties.parse(event.ResourceProperties);
    if (event.RequestType === 'Delete') await deactivateRules(client, wanted);
    else await activateRules(client, wanted);
    return `active-receipt-rules-${wanted.ruleSet}`;
  });
}
