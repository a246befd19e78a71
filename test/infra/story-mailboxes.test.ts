import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { MailboxesStack } from '../deployed/mailboxes-stack.ts';
import { realAddresses } from '../deployed/real-addresses.ts';

test('the people of the deployed stories have mailboxes beside the desk, in its rule set', () => {
  const template = Template.fromStack(
    new MailboxesStack(new App(), 'stepdesk-test-mailboxes', {
      peopleDomain: 'people.help.example.net',
      ruleSet: 'stepdesk-test',
    }),
  );
  template.hasResourceProperties('AWS::SES::ReceiptRule', {
    RuleSetName: 'stepdesk-test',
    Rule: {
      Enabled: true,
      Recipients: ['people.help.example.net'],
      Actions: [{ S3Action: { BucketName: Match.anyValue() } }],
    },
  });
  template.hasOutput('PeopleDomain', { Value: 'people.help.example.net' });
  template.hasOutput('Mailboxes', {});
});

const there = realAddresses({
  mailDomain: 'help.example.net',
  peopleDomain: 'people.help.example.net',
  story: '1f2e3d4c',
});

test.each([
  ['support@help.example.com', 'support@help.example.net'],
  ['reply+abc@help.example.net', 'reply+abc@help.example.net'],
  ['frontline@people.help.example.net', 'frontline@people.help.example.net'],
  ['A Customer <customer@shop.example>', 'A Customer <customer.1f2e3d4c@people.help.example.net>'],
])('%s of a story is really %s', (told, real) => {
  expect(there.real(told)).toBe(real);
});
