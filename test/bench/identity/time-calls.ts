import { median } from '../report.ts';

/** What many calls of one kind took. */
export interface Timing {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const MS_PER_S = 1000;

/** Makes each call once, so many at a time. */
export async function timeCalls<T>(inputs: readonly T[], call: (input: T) => Promise<unknown>, atOnce: number) {
  const took: number[] = [];
  const left = inputs.values();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const input of left) {
        const from = performance.now();
        await call(input);
        took.push(performance.now() - from);
      }
    }),
  );
  const sorted = took.toSorted((a, b) => a - b);
  return {
    perSecond: (inputs.length / (performance.now() - begun)) * MS_PER_S,
    p50: median(sorted) ?? NaN,
    p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? NaN,
  } satisfies Timing;
}

/** The middle one of several timings, by calls a second. */
export async function middleOf(reps: number, time: () => Promise<Timing>): Promise<Timing> {
  const timings: Timing[] = [];
  for (let rep = 0; rep < reps; rep++) timings.push(await time());
  const sorted = timings.toSorted((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor(sorted.length / 2)] ?? { perSecond: NaN, p50: NaN, p99: NaN };
}
