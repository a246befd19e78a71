import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { test } from 'vitest';
import { deskApp } from './synthesised.ts';

test('cdk-nag finds nothing that is not acknowledged with its reason', () => {
  const { app } = deskApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
});
