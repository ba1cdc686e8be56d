/** Calls that go on one after another, several at once, until they are told to end. */
export interface Load<T> {
  /** When each call began, by the clock that never goes back, and what came of it. */
  readonly done: readonly { readonly begunAt: number; readonly outcome: T }[];
  end(): Promise<void>;
}

/** @param atOnce - how many calls are under way at any time */
export function startLoad<T>(atOnce: number, call: () => Promise<T>): Load<T> {
  const done: { begunAt: number; outcome: T }[] = [];
  const ending = new AbortController();
  async function worker(): Promise<void> {
    while (!ending.signal.aborted) {
      const begunAt = performance.now();
      done.push({ begunAt, outcome: await call() });
    }
  }
  const workers = Promise.all(Array.from({ length: atOnce }, worker));
  return {
    done,
    async end() {
      ending.abort();
      await workers;
    },
  };
}
