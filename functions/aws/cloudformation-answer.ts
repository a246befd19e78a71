import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/**
 * Does what CloudFormation asks of a resource of ours and tells it how that went: it waits for the answer, so a
 * failure is an answer too. `work` returns the resource's id.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerCloudFormation(
  event: CloudFormationCustomResourceEvent,
  work: () => Promise<string>,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const known = 'PhysicalResourceId' in event ? event.PhysicalResourceId : 'not-made';
  const outcome = await work().then(
    (id) => ({ Status: 'SUCCESS', PhysicalResourceId: id }),
    (error: unknown) => ({ Status: 'FAILED', PhysicalResourceId: known, Reason: reasonOf(error) }),
  );
  const body = JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId });
  const answer = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!answer.ok) throw new Error(`CloudFormation took no answer: ${answer.status}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
