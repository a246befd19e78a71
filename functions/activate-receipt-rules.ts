import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod';
import { answerCloudFormation } from './aws/cloudformation-answer.ts';
import { activateRules, deactivateRules, receiptRulesClient } from './aws/receipt-rules.ts';

const properties = z.object({ mode: z.enum(['own', 'join']), ruleSet: z.string() });

/** CloudFormation makes, changes or removes the stack's receipt rules and waits for the answer. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  await answerCloudFormation(event, async () => {
    const wanted = properties.parse(event.ResourceProperties);
    const client = receiptRulesClient();
    if (event.RequestType === 'Delete') await deactivateRules(client, wanted);
    else await activateRules(client, wanted);
    return `active-receipt-rules-${wanted.ruleSet}`;
  });
}
