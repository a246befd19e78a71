import { expect, test } from 'vitest';
import { readDeployment, receivingRegions } from '../../infra/deployment.ts';

const read = (context: Record<string, unknown>, profileRegion?: string) =>
  readDeployment((name) => context[name], profileRegion);

test('nothing said: a stage called dev with rules of its own, where the profile is', () => {
  expect(read({}, 'eu-central-1')).toEqual({
    kind: 'read',
    deployment: { stage: 'dev', region: 'eu-central-1', receiptRules: { mode: 'own' } },
  });
});

test('what is said wins over the profile', () => {
  const context = {
    stage: 'prod',
    region: 'us-west-2',
    receiptRules: 'join:of-the-account',
    alarmsTo: 'on-call@team.example',
    pagesUrl: 'https://help.example.com',
  };
  expect(read(context, 'eu-central-1')).toEqual({
    kind: 'read',
    deployment: { ...context, receiptRules: { mode: 'join', ruleSet: 'of-the-account' } },
  });
});

test.each([
  [
    'a region that cannot receive',
    { region: 'eu-central-2' },
    /^-c region: SES does not receive mail in "eu-central-2"; choose one of us-east-1/,
  ],
  ['no region at all', {}, /^-c region: SES does not receive mail in undefined/],
  [
    'a stage that is no name',
    { stage: 'Prod!', region: 'eu-west-1' },
    /^-c stage: write a stage in lower case/,
  ],
  [
    'an unknown way with rules',
    { receiptRules: 'take', region: 'eu-west-1' },
    /^-c receiptRules: write own, or join:/,
  ],
  ['an address that is none', { alarmsTo: 'team', region: 'eu-west-1' }, /^-c alarmsTo: write an address/],
  [
    'pages without TLS',
    { pagesUrl: 'http://help.example.com', region: 'eu-west-1' },
    /^-c pagesUrl: write an https address/,
  ],
  [
    'pages with a slash at the end',
    { pagesUrl: 'https://help.example.com/', region: 'eu-west-1' },
    /^-c pagesUrl: write an https address/,
  ],
])('%s is refused in one sentence', (_, context, sentence) => {
  expect(read(context)).toEqual({ kind: 'refused', faults: [expect.stringMatching(sentence)] });
});

test.each(receivingRegions)('%s takes the desk', (region) => {
  expect(read({ region }).kind).toBe('read');
});
