import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { MailboxesStack } from './mailboxes-stack.ts';

/** `STACK=stepdesk-dev npx cdk deploy --app 'node test/deployed/mailboxes-app.ts'`, beside a stack with this desk. */

const environment = z.object({ STACK: z.string(), RULE_SET: z.string().optional() });
const { STACK: stack, RULE_SET: ruleSet = stack } = environment.parse(process.env);

const loaded = loadDesk('desk');
if (loaded.kind === 'refused') throw new Error('npm run check:desk says what is wrong with the desk');

new MailboxesStack(new App(), `${stack}-mailboxes`, {
  description: 'The mailboxes of the people in the stories of Stepdesk',
  env: { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] },
  peopleDomain: `people.${loaded.desk.mailDomain}`,
  ruleSet,
});
