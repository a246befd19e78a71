/** The name that was probably meant, if there is one: a slip away, or the same but for case, hyphens and underscores. */
export function nearName(known: readonly string[], wanted: string): string | undefined {
  const plain = plainName(wanted);
  return (
    known.find((name) => plainName(name) === plain) ??
    known.find((name) => isOneSlipFrom(plainName(name), plain))
  );
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** One letter more, less or other, or two neighbours the wrong way round. */
function isOneSlipFrom(name: string, wanted: string): boolean {
  const [long, short] = name.length >= wanted.length ? [name, wanted] : [wanted, name];
  let at = 0;
  while (at < short.length && long[at] === short[at]) at += 1;
  const rest = short.slice(at);
  if (long.length > short.length) return long.slice(at + 1) === rest;
  const isOther = long.slice(at + 1) === rest.slice(1);
  const isSwapped = `${rest.charAt(1)}${rest.charAt(0)}${rest.slice(2)}` === long.slice(at);
  return isOther || (rest.length > 1 && isSwapped);
}
