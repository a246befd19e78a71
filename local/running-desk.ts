/** No desk answers there; its message says what to do. */
export class DeskNotRunning extends Error {}

/**
 * Asks the desk that runs on this computer, over its control API (docs/local.md).
 * @param path below `/_desk/`
 * @throws DeskNotRunning
 */
export async function askRunningDesk(port: number, path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(`http://127.0.0.1:${port}/_desk/${path}`, init);
  } catch (cause) {
    const remedy = 'start it with npm start, or name its --http-port';
    throw new DeskNotRunning(`No desk answers on port ${port}: ${remedy}.`, { cause });
  }
}
