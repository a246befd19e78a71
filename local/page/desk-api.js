/** The control API of this computer's desk (docs/local.md). Every call throws an Error with the desk's own words. */

export async function read(path) {
  return answerOf(await fetch(path, { headers: { Accept: 'application/json' } }));
}

export async function post(path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return answerOf(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/**
 * Calls back with the clock at every change of the desk, and with null while the desk cannot be reached.
 */
export function listen(onChange) {
  const source = new EventSource('/_desk/changes');
  source.addEventListener('change', (event) => onChange(JSON.parse(event.data)));
  source.addEventListener('error', () => onChange(null));
}

async function answerOf(response) {
  const answer = await response.json().catch(() => ({ error: `the desk answered ${response.status}` }));
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
