import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';

/** Where a deployed desk keeps what it knows, as its stack says in its outputs. */
export interface DeployedStack {
  table: string;
  bucket: string;
  signingSecret: string;
}

/** @returns null when there is no such stack, or when it is no desk's. */
export async function deployedStack(
  stack: string,
  client = new CloudFormationClient({}),
): Promise<DeployedStack | null> {
  const outputs = await outputsOf(client, stack);
  const [table, bucket, signingSecret] = ['TicketTable', 'MailBucket', 'SigningSecret'].map((key) =>
    outputs.get(key),
  );
  return table && bucket && signingSecret ? { table, bucket, signingSecret } : null;
}

async function outputsOf(client: CloudFormationClient, stack: string): Promise<Map<string, string>> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    // CloudFormation has no name of its own for a stack that it does not know.
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') return new Map();
    throw error;
  }
}
