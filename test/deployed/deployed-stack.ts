import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

export interface DeployedStack {
  region: string;
  /** Of the desk, and of everybody else in the stories. */
  mailDomain: string;
  peopleDomain: string;
  ticketTable: string;
  webhookSecret: string;
  /** Without a slash at its end. */
  pagesUrl: string;
  /** Where SES puts what the desk writes to people. */
  mailboxes: string;
}

/**
 * Reads what a stack and its story mailboxes (mailboxes-app.ts) say of themselves, with the credentials and the
 * region of the AWS profile in use.
 * @throws Error that says what is missing
 */
export async function readDeployedStack(name: string): Promise<DeployedStack> {
  const client = new CloudFormationClient({});
  const desk = await outputsOf(client, name);
  const people = await outputsOf(client, `${name}-mailboxes`);
  const [support = ''] = desk('SupportAddresses').split(', ');
  return {
    region: await client.config.region(),
    mailDomain: support.slice(support.indexOf('@') + 1),
    peopleDomain: people('PeopleDomain'),
    ticketTable: desk('TicketTable'),
    webhookSecret: desk('WebhookSecret'),
    pagesUrl: desk('PagesUrl'),
    mailboxes: people('Mailboxes'),
  };
}

async function outputsOf(client: CloudFormationClient, name: string): Promise<(output: string) => string> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = new Map(
    Stacks.flatMap(({ Outputs = [] }) => Outputs).map(({ OutputKey, OutputValue }) => [
      OutputKey,
      OutputValue,
    ]),
  );
  return (output) => {
    const value = outputs.get(output);
    if (!value) throw new Error(`the stack ${name} has no output ${output}`);
    return value;
  };
}
