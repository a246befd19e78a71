const WIDTH = 40;
const EVERY_MS = 100;

/** Shows on a terminal how far a long piece of work is; says nothing where nobody looks on. */
export function progressBar(
  total: number,
  terminal: NodeJS.WriteStream = process.stderr,
): { show: (done: number) => void; end: () => void } {
  if (!terminal.isTTY) return { show: () => undefined, end: () => undefined };
  let shownAt = 0;
  return {
    show: (done) => {
      const now = performance.now();
      if (done < total && now - shownAt < EVERY_MS) return;
      shownAt = now;
      const filled = Math.min(WIDTH, Math.round((done / total) * WIDTH));
      terminal.write(`\r${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${total}`);
    },
    end: () => void terminal.write('\r\u001B[K'),
  };
}
