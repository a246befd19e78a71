import { vi } from 'vitest';
import { region } from './deployed-template.ts';
import { platform } from './emulated-world.ts';

export interface Administrator {
  /** What names the deployed desk to a command. */
  place: string[];
  secret: string;
  /** What the commands have printed since then. */
  said(): string;
}

/** Somebody with the rights of the desk's own account, on his own computer, until mocks and environment are restored. */
export async function administrator(): Promise<Administrator> {
  const { template, endpoint } = await platform();
  const [table] = template.ofType('AWS::DynamoDB::GlobalTable');
  const [bucket] = template.ofType('AWS::S3::Bucket');
  const secret = template
    .ofType('AWS::SecretsManager::Secret')
    .find(({ properties }) => 'GenerateSecretString' in properties);
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'administrator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  let said = '';
  const hear = (text: unknown) => {
    said += text instanceof Uint8Array ? Buffer.from(text).toString() : String(text);
    return true;
  };
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text: string) => void hear(`${text}\n`));
  for (const stream of ['stdout', 'stderr'] as const)
    vi.spyOn(process[stream], 'write').mockImplementation(hear);
  return {
    place: ['--table', table?.name ?? '', '--bucket', bucket?.name ?? ''],
    secret: secret?.arn ?? '',
    said: () => said,
  };
}
