import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** Bodies of these types travel as they are; everything else in base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml)\b)/;

/** What a `Headers` can hold; a field with other letters is none that we read. */
const BYTES = /^[\t\x20-\x7E\x80-\xFF]*$/;

/**
 * A web application as API Gateway calls it: its event (payload format 2.0) becomes a `Request`, the `Response` its answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * @param answer never throws: a fault is a `Response` too.
 */
export async function answerHttpEvent(
  event: APIGatewayProxyEventV2,
  answer: (request: Request) => Response | Promise<Response>,
): Promise<APIGatewayProxyStructuredResultV2> {
  const response = await answer(requestOf(event));
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = TEXT.test(response.headers.get('content-type') ?? '');
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

/** The body byte for byte: signatures are over bytes, not over what they were read as. */
function requestOf(event: APIGatewayProxyEventV2): Request {
  const { domainName, http } = event.requestContext;
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers))
    if (value !== undefined && BYTES.test(value)) headers.set(name, value);
  const body = event.body ? Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8') : null;
  const withoutBody = http.method === 'GET' || http.method === 'HEAD';
  return new Request(`https://${domainName}${event.rawPath}${query}`, {
    method: http.method,
    headers,
    ...(withoutBody ? {} : { body }),
  });
}
