/** Ends a function as a crash does: nothing that it would have done after that is done. */
export class Killed extends Error {
  override name = 'Killed';
}

/** The `call`-th call of all ports, counted from 0, kills its caller before or after it has taken effect. */
export interface Fate {
  call: number;
  when: 'before' | 'after';
}

/** One call of a port: by whom, and which. */
export interface PortCall {
  by: string;
  name: string;
}

/** What one invocation of a function calls its ports through. */
export type Life = <Port extends object>(name: string, port: Port, writes: (keyof Port & string)[]) => Port;

export interface Mortality {
  /** Every call so far, the fatal one included. */
  calls: PortCall[];
  /** A function is invoked anew: it knows nothing of the one before. */
  born(by: string): Life;
}

export function mortality(fate: Fate | null): Mortality {
  const calls: PortCall[] = [];

  function born(by: string): Life {
    let isDead = false;

    async function call(name: string, effect: () => unknown): Promise<unknown> {
      if (isDead) throw new Killed(name);
      const isFatal = fate?.call === calls.length;
      calls.push({ by, name });
      isDead = isFatal;
      if (isFatal && fate.when === 'before') throw new Killed(name);
      const answer = await effect();
      if (isFatal) throw new Killed(name);
      return answer;
    }

    return (name, port, writes) => {
      const mortal: [string, unknown][] = writes.map((write) => {
        const method: unknown = port[write];
        if (typeof method !== 'function') throw new Error(`${name} has no ${write}`);
        return [
          write,
          (...given: unknown[]) =>
            call(`${name}.${write}`, () => Reflect.apply(method, port, given) as unknown),
        ];
      });
      return { ...port, ...Object.fromEntries(mortal) };
    };
  }

  return { calls, born };
}
