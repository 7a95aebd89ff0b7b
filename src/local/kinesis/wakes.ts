/** Who wants to know that something of a name changed. */
export interface Wakes {
  /** @returns a function that stops it */
  subscribe(name: string, wake: () => void): () => void;
  /** Calls everyone subscribed to the name, before it returns. */
  wake(name: string): void;
}

export function createWakes(): Wakes {
  const listeners = new Map<string, Set<() => void>>();
  return {
    subscribe: (name, wake) => {
      const ofName = listeners.get(name) ?? new Set();
      const listener = () => wake();
      listeners.set(name, ofName.add(listener));
      return () => {
        ofName.delete(listener);
        if (ofName.size === 0 && listeners.get(name) === ofName) listeners.delete(name);
      };
    },
    wake: (name) => {
      for (const listener of [...(listeners.get(name) ?? [])]) listener();
    },
  };
}
