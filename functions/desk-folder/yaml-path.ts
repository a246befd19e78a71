/** The way to a value in a file: keys, and the places in lists, which count from 0. */
export type YamlPath = readonly (string | number)[];

export function valueAt(root: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    root,
  );
}

/**
 * What stands there, in the words of somebody who looks at the file: `due of steps.investigate`, `name of lead in agents`,
 * `because of entry 1 in hold`. What stands in a list is called by its id or address, and counted from 1 without one.
 */
export function nameOfPath(path: YamlPath, root: unknown): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  const around = path.slice(0, -1);
  if (typeof last === 'number') return `entry ${last + 1} in ${placeOf(around, { root })}`;
  return around.length > 0 ? `${last} of ${placeOf(around, { root, unless: last })}` : last;
}

/** @param unless the key that is at fault: nothing is called by it. */
function placeOf(path: YamlPath, { root, unless }: { root: unknown; unless?: string }): string {
  const at = path.findLastIndex((part) => typeof part === 'number');
  const keys = path.slice(at + 1).join('.');
  if (at < 0) return keys;
  const entry = path.slice(0, at + 1);
  const name = ownName(valueAt(root, entry), keys === '' ? unless : undefined);
  const called =
    name === null ? nameOfPath(entry, root) : `${name} in ${placeOf(path.slice(0, at), { root })}`;
  return keys === '' ? called : `${keys} of ${called}`;
}

function ownName(entry: unknown, unless: string | undefined): string | null {
  const names = ['id', 'address'].filter((key) => key !== unless).map((key) => valueAt(entry, [key]));
  return names.find((name): name is string => typeof name === 'string' && /^\S+$/.test(name)) ?? null;
}
