/** Those who want to hear of something; adding one returns how to stop it. */
export function listeners(): { add(listener: () => void): () => void; tell(): void } {
  const all = new Set<() => void>();
  return {
    add: (listener) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell: () => {
      for (const listener of all) listener();
    },
  };
}
