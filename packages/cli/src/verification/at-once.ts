/**
 * Works on items, so many at a time. After a failure nothing new begins, and what runs is waited for.
 *
 * @throws the first failure
 */
export async function workAtOnce<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (failures.length === 0) {
      const next = iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
}

/** Whole numbers from `start` up to, not including, `end`. */
export function* numbersBetween(start: number, end: number): Generator<number> {
  for (let number = start; number < end; number += 1) yield number;
}
