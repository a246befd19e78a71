/**
 * Makes a value when it is first asked for, and keeps it: a function is wired once in its life, by its first call.
 * What could not be made is tried again by the next call.
 */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return async () => {
    made ??= make();
    try {
      return await made;
    } catch (error) {
      made = null;
      throw error;
    }
  };
}
