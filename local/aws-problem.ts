/** What AWS, or the way to it, has against somebody's call, for people; null for any other fault. */
export function awsProblem(fault: unknown): string | null {
  if (!(fault instanceof Error)) return null;
  const { name, message } = fault;
  if (message === 'Region is missing')
    return 'It is not known in which region the desk is: set AWS_REGION, or the region of your profile.';
  if (name === 'CredentialsProviderError')
    return 'You have no credentials for AWS here: set AWS_PROFILE, or sign in with aws sso login.';
  return '$metadata' in fault ? `AWS does not do it: ${message} (${name}).` : null;
}
