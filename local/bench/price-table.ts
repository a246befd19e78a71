/**
 * List prices in US dollars, us-east-1, on demand, no free tier, as the price pages and public copies of them said on
 * the date below. https://aws.amazon.com/pricing
 */
export const prices = {
  readOn: '2026-11-22',
  stepFunctionsTransition: 0.025 / 1_000,
  lambdaRequest: 0.2 / 1_000_000,
  /** arm64. */
  lambdaGigabyteSecond: 0.0000133334,
  dynamoWriteUnit: 0.625 / 1_000_000,
  dynamoReadUnit: 0.125 / 1_000_000,
  sesMailOut: 0.1 / 1_000,
  sesMailIn: 0.1 / 1_000,
  sqsRequest: 0.4 / 1_000_000,
  snsPublish: 0.5 / 1_000_000,
  s3Put: 0.005 / 1_000,
  s3Get: 0.0004 / 1_000,
  s3GigabyteMonth: 0.023,
} as const;
