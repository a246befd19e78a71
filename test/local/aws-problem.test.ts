import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { desk } from '../../local/commands/desk.ts';
import { freePort } from './desk-for-tests.ts';

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(console, 'error').mockImplementation((text: string) => void (said += `${text}\n`));
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const credentials = { AWS_ACCESS_KEY_ID: 'somebody', AWS_SECRET_ACCESS_KEY: 'none' };

test.each<[what: string, env: Record<string, string>, words: RegExp]>([
  ['no region', {}, /^It is not known in which region the desk is: set AWS_REGION, .*\n$/],
  [
    'no credentials',
    { AWS_REGION: 'eu-west-1' },
    /^You have no credentials for AWS here: set AWS_PROFILE, .*\n$/,
  ],
  [
    'no way to it',
    { AWS_REGION: 'eu-west-1', AWS_MAX_ATTEMPTS: '1', ...credentials },
    /^AWS does not do it: .*ECONNREFUSED.*\n$/,
  ],
])('with %s a command about a desk on AWS ends with one sentence', async (_what, env, words) => {
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${await freePort()}`);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  for (const command of [['held', 'list'], ['gaps'], ['explain', 'one@shop.example']]) {
    said = '';
    expect(await desk([...command, '--stack', 'stepdesk-prod'])).toBe(1);
    expect(said).toMatch(words);
  }
});
