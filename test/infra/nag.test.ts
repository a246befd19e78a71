import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { test } from 'vitest';
import { deskApp, largestDesk } from './synthesised.ts';
import { smallDesk } from './small-desk.ts';

test.each([
  ['a small desk', smallDesk],
  ['a desk that wants everything', largestDesk],
])('%s: cdk-nag finds nothing that is not acknowledged with its reason', (_, desk) => {
  const { app } = deskApp(undefined, desk);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
});
