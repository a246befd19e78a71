/** Grants that no story can use, and why they are there all the same. Each must still be granted and still be unused. */
export const unreachedRights: { grant: RegExp; why: string }[] = [
  {
    grant: /sqs:(ChangeMessageVisibility|GetQueueUrl) .*(mailtosend|callstomake|receivedmail)queue/,
    why: 'What CDK grants every consumer of a queue: Lambda’s own poller decides which of it to use.',
  },
  {
    grant: /dynamodb:ListStreams /,
    why: 'What CDK grants every reader of a stream, of which this table has one.',
  },
  {
    grant: /sqs:(SendMessage|GetQueueAttributes|GetQueueUrl) .*failed/,
    why: 'What a function could not do in all its tries is set aside; in a story nothing may fail that often.',
  },
  {
    grant: /-(deadlines|process-[a-z-]+) (logs|xray):/,
    why: 'Step Functions itself delivers the log and the traces of a machine.',
  },
  {
    grant: /-deadlines states:StartExecution /,
    why: 'A deadline run hands over to a fresh one after 300 days; the machine’s own tests wait that long.',
  },
  {
    grant: /-(sweep states:St(art|op)|relay states:Stop)Execution .*process-(improvement|wish)/,
    why: 'Runs are started and stopped in one way, whatever process they are of; the stories have both done for each inbox.',
  },
  {
    grant: /-activate-receipt-rules /,
    why: 'Called once by CloudFormation while the stack is made.',
  },
  {
    grant: /-sweep sqs:SendMessage .*callstomakequeue/,
    why: 'The sweep performs whatever the relay missed; in the stories that is a mail and a run, which it does the same way.',
  },
  {
    grant: /^malwarescanplan\w+ /,
    why: 'GuardDuty itself acts in this role, and what it needs is what its documentation asks for.',
  },
];
