/** Who listens to which announcement in this process. */
export interface Announcements {
  listen(name: string, wake: () => void): void;
  /** Wakes all who listen. */
  wake(name: string): void;
}

/** Creates an empty list of listeners. */
export function createAnnouncements(): Announcements {
  const listeners = new Map<string, (() => void)[]>();
  return {
    listen(name, wake) {
      listeners.set(name, [...(listeners.get(name) ?? []), wake]);
    },
    wake(name) {
      for (const wake of listeners.get(name) ?? []) wake();
    },
  };
}
