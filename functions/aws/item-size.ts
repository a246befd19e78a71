/**
 * Bytes as DynamoDB counts them: names and texts in UTF-8, numbers two digits a byte and one more, one byte for
 * true, false and null, three for a list or map and one more for each of its members.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Record<string, unknown>): number {
  return Object.entries(item).reduce((total, [name, value]) => total + memberSize(name, value), 0);
}

function memberSize(name: string, value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(name) + valueSize(value);
}

function valueSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replaceAll(/[^0-9]/g, '').length / 2) + 1;
  if (Array.isArray(value)) return value.reduce<number>((total, member) => total + 1 + valueSize(member), 3);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).reduce((total, [name, member]) => total + 1 + memberSize(name, member), 3);
  return 1;
}
